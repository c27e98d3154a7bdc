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
        indicators.unit
    from months
    inner join {{ ref('indicators') }} as indicators on months.indicator_id = indicators.indicator_id
    where
        months.budget_reading = 'all'
        and indicators.pillar = {{ pillar }}
)

select * from final
{%- endmacro %}
