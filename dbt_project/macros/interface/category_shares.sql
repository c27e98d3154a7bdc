{# How far the shares of a category lie from those of the earlier years, and how far chance alone would move them.
   `categories` lists source, model, category and the condition of the rows that are compared. #}
{% macro category_shares(categories) -%}
with

-- A blank or unknown value is a gap of its own.
rows_by_value as (
    {% for source, model, category, condition in categories %}
        select
            '{{ source }}' as source,
            '{{ category }}' as category,
            file_fiscal_year as fiscal_year,
            {{ category }} as value,
            {% if category == 'prefecture' %}
                -- Of the company, not of the row: one that comes often must not speak for its prefecture.
                {{ about_distinct("coalesce(company_key, source_file || '#' || source_row)") }} as rows
            {% else %}
                count(*) as rows
            {% endif %}
        from {{ ref(model) }}
        where {{ condition }} and {{ category }} is not null
        group by file_fiscal_year, {{ category }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- Rows of one company are alike, so chance is measured in companies.
companies as (
    {% for source, model, category, condition in categories %}
        select
            '{{ source }}' as source,
            '{{ category }}' as category,
            file_fiscal_year as fiscal_year,
            {{ about_distinct("coalesce(company_key, source_file || '#' || source_row)") }} as companies
        from {{ ref(model) }}
        where {{ condition }} and {{ category }} is not null
        group by file_fiscal_year
        {{ "union all" if not loop.last }}
    {% endfor %}
),

years as (
    select
        companies.source,
        companies.category,
        companies.fiscal_year,
        companies.companies,
        sum(earlier.companies) as earlier_companies
    from companies
    inner join companies as earlier
        on companies.source = earlier.source
            and companies.category = earlier.category
            and companies.fiscal_year > earlier.fiscal_year
    group by companies.source, companies.category, companies.fiscal_year, companies.companies
),

compared as (
    select
        years.source,
        years.category,
        years.fiscal_year,
        years.companies,
        years.earlier_companies,
        counted.value,
        coalesce(sum(counted.rows) filter (where counted.fiscal_year = years.fiscal_year), 0) as rows,
        coalesce(sum(counted.rows) filter (where counted.fiscal_year < years.fiscal_year), 0) as earlier_rows
    from years
    inner join rows_by_value as counted
        on years.source = counted.source
            and years.category = counted.category
            and years.fiscal_year >= counted.fiscal_year
    group by
        years.source,
        years.category,
        years.fiscal_year,
        years.companies,
        years.earlier_companies,
        counted.value
),

shares as (
    select
        *,
        {{ ratio('rows', 'sum(rows) over year') }} as share,
        {{ ratio('earlier_rows', 'sum(earlier_rows) over year') }} as earlier_share,
        {{ ratio('rows + earlier_rows', 'sum(rows + earlier_rows) over year') }} as common_share
    from compared
    window year as (partition by source, category, fiscal_year)
),

final as (
    select
        source,
        category,
        fiscal_year,
        cast(sum(rows) as bigint) as rows,
        cast(least(companies, earlier_companies) as bigint) as fewest_companies,
        -- Total variation distance: the share of rows that would have to change their value.
        cast(sum(abs(share - earlier_share)) / 2 as double) as distance,
        -- Its mean if nothing but chance were at work.
        cast(
            sum(sqrt(
                2 / pi() * common_share * (1 - common_share)
                * ({{ ratio('1', 'companies') }} + {{ ratio('1', 'earlier_companies') }})
            )) / 2
            as double
        ) as distance_by_chance
    from shares
    group by source, category, fiscal_year, companies, earlier_companies
)

select
    *,
    distance - distance_by_chance as distance_beyond_chance
from final
{%- endmacro %}
