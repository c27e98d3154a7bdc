{# Which months and currencies amounts need a rate of, and whether it is there. `amounts` lists source, model, the day
   that decides and the columns that hold the amounts. #}
{% macro exchange_rate_needs(amounts, rates) -%}
with

needs as (
    {% for source, model, deciding_date, columns in amounts %}
        select
            '{{ source }}' as source,
            {{ month_of(deciding_date) }} as month,
            currency
        from {{ ref(model) }}
        where
            {{ 'coalesce(' ~ columns | join(', ') ~ ')' if columns | length > 1 else columns[0] }} is not null
            and {{ deciding_date }} is not null and currency is not null
        {{ "union all" if not loop.last }}
    {% endfor %}
),

rates as (
    select distinct
        month,
        currency
    from {{ ref(rates) }}
    where yen_per_unit is not null
),

final as (
    select
        needs.source,
        {{ fiscal_year('needs.month') }} as fiscal_year,
        needs.month,
        needs.currency,
        count(*) as records,
        bool_and(rates.month is not null or needs.currency = 'JPY') as has_rate
    from needs
    left join rates
        on needs.month = rates.month
            and needs.currency = rates.currency
    group by needs.source, needs.month, needs.currency
)

select * from final
{%- endmacro %}
