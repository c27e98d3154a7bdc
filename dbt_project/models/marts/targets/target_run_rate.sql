with

verdicts as (
    select * from {{ ref('int_target_verdicts') }}
    where target is not null
),

-- A month that runs counts by the share of its days on either side.
calendar as (
    select
        {{ months_since_zero(period_end(), is_end=true) }}
        - {{ months_since_zero(period_start(), is_end=false) }} as months,
        greatest(
            {{ months_since_zero(period_end(), is_end=true) }}
            - greatest(
                {{ months_since_zero(as_of_date(), is_end=true) }},
                {{ months_since_zero(period_start(), is_end=false) }}
            ),
            0
        ) as remaining_months,
        greatest(
            {{ days_between(
                'greatest('
                ~ as_of_date() ~ ', cast(' ~ period_start() ~ ' - ' ~ interval_of(1, 'day') ~ ' as date))',
                period_end()
            ) }}, 0
        ) as remaining_days
),

-- The last whole month that somebody has seen.
last_months as (
    select
        indicator_id,
        budget_reading,
        max(month) as last_month,
        {{ max_by('value', 'month') }} as last_month_value
    from {{ ref('int_indicator_series') }}
    where is_seen
    group by indicator_id, budget_reading
),

numbers as (
    select
        verdicts.indicator_id,
        verdicts.target_version,
        verdicts.budget_reading,
        verdicts.target,
        verdicts.actual,
        verdicts.actual_low,
        verdicts.actual_high,
        greatest(verdicts.target - verdicts.actual, 0) as remaining,
        greatest(verdicts.target - verdicts.actual_high, 0) as remaining_low,
        greatest(verdicts.target - verdicts.actual_low, 0) as remaining_high,
        calendar.remaining_days,
        calendar.remaining_months,
        calendar.months - calendar.remaining_months as elapsed_months,
        last_months.last_month,
        last_months.last_month_value
    from verdicts
    cross join calendar
    left join last_months
        on verdicts.indicator_id = last_months.indicator_id
            and verdicts.budget_reading = last_months.budget_reading
),

rates as (
    select
        *,
        remaining / nullif(remaining_months, 0) as required_per_month,
        -- Without a bound on the actual nothing may be needed, or nobody can say how much.
        case when actual_high is null then 0 else remaining_low end / nullif(remaining_months, 0) as required_low,
        case when actual_low is null then target else remaining_high end / nullif(remaining_months, 0) as required_high,
        actual / nullif(elapsed_months, 0) as average_per_month,
        actual + last_month_value * remaining_months as if_last_month_repeats
    from numbers
)

select
    rates.indicator_id,
    cast(indicators.pillar as {{ text_type() }}) as pillar,
    cast(indicators.section as {{ text_type() }}) as section,
    indicators.name_ja,
    indicators.name_en,
    indicators.unit,
    rates.target_version,
    rates.budget_reading,
    {{ as_of_date() }} as as_of_date,
    cast(rates.target as bigint) as target,
    cast({{ rounded_whole('rates.actual') }} as bigint) as actual,
    cast({{ rounded_whole('rates.remaining') }} as bigint) as remaining,
    cast(rates.remaining_days as integer) as remaining_days,
    cast(rates.remaining_months as double) as remaining_months,
    cast(rates.required_per_month as double) as required_per_month,
    cast(rates.required_low as double) as required_low,
    cast(rates.required_high as double) as required_high,
    cast(rates.average_per_month as double) as average_per_month,
    cast(rates.required_per_month / nullif(rates.average_per_month, 0) as double) as required_to_average,
    rates.last_month,
    cast(rates.last_month_value as double) as last_month_value,
    cast(rates.if_last_month_repeats as double) as if_last_month_repeats,
    rates.if_last_month_repeats >= rates.target as is_met_if_repeated,
    cast(indicators.position as integer) as position
from rates
inner join {{ ref('indicators') }} as indicators on rates.indicator_id = indicators.indicator_id
