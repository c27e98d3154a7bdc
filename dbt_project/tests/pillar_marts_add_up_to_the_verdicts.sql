-- A failing row is a target whose monthly values do not add up to the actual that was judged.
with

pillars as (
    {% for pillar in var('pillars') -%}
        select
            indicator_id,
            value
        from {{ ref('kpi_pillar_' ~ pillar) }}
        {{ "union all" if not loop.last }}
    {% endfor %}
),

totals as (
    select
        indicator_id,
        sum(value) as value
    from pillars
    group by indicator_id
)

select
    verdicts.indicator_id,
    verdicts.target_version,
    verdicts.actual,
    totals.value
from {{ ref('int_target_verdicts') }} as verdicts
inner join {{ ref('indicators') }} as indicators on verdicts.indicator_id = indicators.indicator_id
left join totals on verdicts.indicator_id = totals.indicator_id
where
    verdicts.budget_reading = 'all'
    -- A rate is no sum.
    and indicators.value_type <> 'ratio'
    and verdicts.target is not null
    and verdicts.actual <> coalesce(totals.value, 0)
