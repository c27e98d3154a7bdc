-- A failing row is an indicator and budget reading whose records do not add up to what was judged.
with

lineage as (
    select
        indicator_id,
        {{ each_of('budget_readings') }} as budget_reading,
        outcome,
        quantity,
        value
    from {{ ref('kpi_lineage') }}
),

recounted as (
    select
        indicator_id,
        budget_reading,
        sum(value) as actual,
        sum(case when outcome = 'excluded' then quantity else 0 end) as excluded
    from lineage
    group by indicator_id, budget_reading
)

select
    bounds.indicator_id,
    bounds.budget_reading,
    bounds.actual,
    bounds.excluded,
    recounted.actual as actual_of_lineage,
    recounted.excluded as excluded_of_lineage
from {{ ref('int_indicator_bounds') }} as bounds
inner join {{ ref('indicators') }} as indicators on bounds.indicator_id = indicators.indicator_id
left join recounted
    on bounds.indicator_id = recounted.indicator_id
        and bounds.budget_reading = recounted.budget_reading
where
    indicators.value_type in ('count', 'amount')
    and (bounds.actual <> coalesce(recounted.actual, 0) or bounds.excluded <> coalesce(recounted.excluded, 0))
