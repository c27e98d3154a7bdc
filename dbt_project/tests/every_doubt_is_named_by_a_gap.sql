-- A failing row is an indicator whose ledger leaves more open than the gaps say: an expectation is missing.
with

ledger as (
    select
        indicator_id,
        budget_reading,
        sum(value_low) as value_low,
        sum(value_high) as value_high
    from {{ ref('int_count_ledger') }}
    group by indicator_id, budget_reading
)

select
    ledger.indicator_id,
    ledger.budget_reading,
    ledger.value_low,
    ledger.value_high
from ledger
inner join {{ ref('int_indicator_bounds') }} as bounds
    on ledger.indicator_id = bounds.indicator_id
        and ledger.budget_reading = bounds.budget_reading
where
    -- Whatever the document calls it, what has a target is judged by its bounds: of each budget, where one is known.
    ledger.indicator_id in (select targets.indicator_id from {{ ref('targets') }} as targets)
    and (
        ledger.budget_reading = 'all'
        or ledger.indicator_id in (
            select placed.indicator_id
            from {{ ref('int_version_indicators') }} as placed
            where placed.has_budget_source
        )
    )
    and (ledger.value_low < bounds.actual_low or ledger.value_high > bounds.actual_high)
