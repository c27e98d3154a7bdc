{# Rows of a staging model with the company each is about. `prefecture` is false where the source has none. #}
{% macro with_company(staging_model, prefecture=true) -%}
    select
        cases.*,
        links.company_key,
        links.company_match,
        coalesce(links.is_resolved, false) as company_is_resolved,
        links.doubt as company_doubt,
        links.corporate_number,
        links.corporate_number_is_valid,
        links.prefecture,
        {{ registered_from('cases.file_fiscal_year') }} as registered_from,
        coalesce(cases.budget_source <> supplementary.budget_source, false) as budget_contradicts_programme
    from {{ ref(staging_model) }} as cases
    {{ join_company_links(prefecture) }}
    left join (
        select
            programme,
            max(budget_source) as budget_source
        from {{ ref('supplementary_programmes') }}
        group by programme
    ) as supplementary
        on cases.programme = supplementary.programme
{%- endmacro %}

{# An intermediate model of cases, whole: the rows of a staging model with their company, and which row speaks for its
   number. #}
{% macro cases_with_company(staging_model, key, prefecture=true) -%}
with

with_company as (
    {{ with_company(staging_model, prefecture) }}
),

occurrences as (
    {{ occurrences(staging_model, key, prefecture) }}
)

select
    with_company.*,
    {{ occurrence_columns() }}
from with_company
{{ join_occurrences('with_company') }}
{%- endmacro %}

{% macro join_company_links(prefecture=true) -%}
    left join {{ source('landing', 'company_links') }} as links
        on {{ texts_are_same([
            ('cases.company_name', 'links.company_name'),
            ('cases.corporate_number_text', 'links.corporate_number_text'),
            ('cases.prefecture_text' if prefecture else 'null', 'links.prefecture_text'),
        ]) }}
{%- endmacro %}

{# Numbers the rows of a staging model that share a case number: 1 is the row of the newest snapshot, the one that
   speaks for the case. A duplicate conflicts when it is about another company: then it may be another case under a mistyped
   number. Only numbers found more than once are looked at, so that all other rows are neither sorted nor kept;
   `join_occurrences` brings the result to them. #}
{% macro occurrences(staging_model, key, prefecture=true) -%}
    select
        source_file,
        source_row,
        row_number() over case_number as occurrence,
        (company_key is distinct from first_value(company_key) over case_number) as is_conflicting_duplicate
    from (
        select
            cases.*,
            links.company_key
        from (
            select
                {{ key }},
                company_name,
                corporate_number_text,
                {{ 'prefecture_text,' if prefecture }}
                {{ lineage_columns() }}
            from {{ ref(staging_model) }}
            where {{ key }} in ({{ repeated_numbers(staging_model, key) }})
        ) as cases
        {{ join_company_links(prefecture) }}
    ) as repeated
    window case_number as (
        partition by {{ key }}
        order by {{ newest_first() }}
        {{ whole_frame() }}
    )
{%- endmacro %}

{% macro repeated_numbers(staging_model, key) -%}
    select {{ key }} from {{ ref(staging_model) }}
    where {{ key }} is not null
    group by {{ key }}
    having count(*) > 1
{%- endmacro %}

{# The order of rows that share a number. #}
{% macro newest_first() -%} snapshot_date desc, file_fiscal_year desc, source_file asc, source_row asc {%- endmacro %}

{# The columns `occurrence` and `is_conflicting_duplicate`: a row without a number, or alone with it, is the first. #}
{% macro occurrence_columns() -%}
    coalesce(occurrences.occurrence, 1) as occurrence,
    coalesce(occurrences.is_conflicting_duplicate, false) as is_conflicting_duplicate
{%- endmacro %}

{% macro join_occurrences(rows) -%}
    left join occurrences
        on {{ rows }}.source_file = occurrences.source_file
            and {{ rows }}.source_row = occurrences.source_row
{%- endmacro %}
