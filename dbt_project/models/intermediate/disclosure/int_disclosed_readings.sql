{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}

-- Whether the actual of a sensitive indicator may be published under a budget reading.
with

blocks as (
    select * from {{ ref('int_disclosed_blocks') }}
),

totals as (
    select
        indicator_id,
        is_suppressed
    from blocks
    where level = 'total'
),

by_reading as (
    select
        bounds.indicator_id,
        bounds.budget_reading,
        readings.budget_source,
        bounds.actual
    from {{ ref('int_indicator_bounds') }} as bounds
    inner join {{ ref('budget_readings') }} as readings on bounds.budget_reading = readings.budget_reading
    inner join {{ ref('sensitive_figures') }} as sensitive
        on sensitive.kind = 'indicator' and bounds.indicator_id = sensitive.name
),

-- The reading of one budget cuts across the fiscal years: it tells nothing new where it is the sum of published blocks.
of_one_budget as (
    select
        by_reading.indicator_id,
        by_reading.budget_reading,
        coalesce(bool_or(blocks.is_suppressed), false)
        or coalesce(sum(blocks.value), 0) <> max(by_reading.actual) as is_suppressed
    from by_reading
    left join blocks
        on by_reading.indicator_id = blocks.indicator_id
            and by_reading.budget_source = blocks.budget_source
            and blocks.level = 'budget_source'
    where by_reading.budget_source is not null
    group by by_reading.indicator_id, by_reading.budget_reading
),

final as (
    select
        by_reading.indicator_id,
        by_reading.budget_reading,
        -- A figure of no answers tells of nobody.
        coalesce(of_one_budget.is_suppressed, totals.is_suppressed, false) as is_suppressed
    from by_reading
    left join totals
        on by_reading.indicator_id = totals.indicator_id
    left join of_one_budget
        on by_reading.indicator_id = of_one_budget.indicator_id
            and by_reading.budget_reading = of_one_budget.budget_reading
)

select * from final
