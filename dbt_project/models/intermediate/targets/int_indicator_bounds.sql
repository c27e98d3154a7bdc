-- The actual of each indicator and budget reading, and how far the gaps could move it either way.
with

indicators as (
    select
        indicator_id,
        value_type
    from {{ ref('indicators') }}
),

counted as (
    select
        indicator_id,
        budget_reading,
        sum(value) as actual,
        sum(case when is_left_out then quantity else 0 end) as excluded
    from {{ ref('int_count_ledger') }}
    group by indicator_id, budget_reading
),

-- A rate is no sum: valid answers over surveys due, in percent, of the items that the indicator is taken from.
rates as (
    select
        items.indicator_id,
        {{ ratio(
            '100.0 * count(*) filter (where answers.is_valid)', 'nullif(count(*) filter (where answers.is_due), 0)'
        ) }} as actual
    from {{ ref('int_survey_answers') }} as answers
    inner join {{ ref('indicator_items') }} as items
        on answers.subject = items.subject
            and answers.item = items.item
    group by items.indicator_id
),

actuals as (
    select
        indicators.indicator_id,
        readings.budget_reading,
        case
            when indicators.value_type = 'narrative' then null
            when indicators.value_type = 'ratio' then rates.actual
            else coalesce(counted.actual, 0)
        end as actual,
        coalesce(counted.excluded, 0) as excluded
    from indicators
    cross join {{ ref('budget_readings') }} as readings
    left join counted
        on indicators.indicator_id = counted.indicator_id
            and readings.budget_reading = counted.budget_reading
    left join rates on indicators.indicator_id = rates.indicator_id
),

effects as (
    select
        indicator_id,
        budget_reading,
        -- One unbounded gap leaves the whole bound open.
        case when count(*) = count(effect_low) then sum(effect_low) end as effect_low,
        case when count(*) = count(effect_high) then sum(effect_high) end as effect_high,
        count(*) as gaps,
        {{ sorted_set('gap_id', where='coalesce(effect_low <> 0, true) or coalesce(effect_high <> 0, true)') }}
            as gap_ids
    from {{ ref('data_gap_effects') }}
    group by indicator_id, budget_reading
),

final as (
    select
        actuals.indicator_id,
        actuals.budget_reading,
        actuals.actual,
        actuals.excluded,
        case
            when effects.gaps is null then actuals.actual
            when effects.effect_low is not null then greatest(actuals.actual + effects.effect_low, 0)
        end as actual_low,
        case
            when effects.gaps is null then actuals.actual
            else actuals.actual + effects.effect_high
        end as actual_high,
        coalesce(effects.gap_ids, {{ empty_list() }}) as gap_ids
    from actuals
    left join effects
        on actuals.indicator_id = effects.indicator_id
            and actuals.budget_reading = effects.budget_reading
)

select * from final
