{# The monthly values of one pillar under the reading of all in-scope cases, in long form. #}
{% macro kpi_pillar(pillar) -%}
with

months as (
    select * from {{ ref('int_indicator_months') }}
),

final as (
    select
        months.indicator_id,
        months.fiscal_year,
        months.month,
        months.budget_source,
        months.programme,
        cast(months.value as decimal(28, 2)) as value,
        indicators.unit,
        -- A month that a break falls into is partly of before it.
        coalesce(months.month < indicators.comparable_from, false) as is_before_break
    from months
    inner join {{ ref('dim_indicator') }} as indicators on months.indicator_id = indicators.indicator_id
    where
        months.budget_reading = 'all'
        and indicators.pillar = '{{ pillar }}'
)

select * from final
{%- endmacro %}
