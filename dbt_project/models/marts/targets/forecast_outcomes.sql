with

forecasts as (
    select * from {{ source('history', 'target_status') }}
    where
        as_of_date < {{ as_of_date() }}
        and as_of_date < {{ period_end() }}
        and target is not null
        and forecast is not null
),

-- The end is known from the period's last day on; before that nothing is claimed.
ends as (
    select
        indicator_id,
        target_version,
        case when {{ as_of_date() }} >= {{ period_end() }} then actual end as end_actual,
        case when {{ as_of_date() }} >= {{ period_end() }} then actual_low end as end_actual_low,
        case when {{ as_of_date() }} >= {{ period_end() }} then actual_high end as end_actual_high
    from {{ ref('int_target_verdicts') }}
),

compared as (
    select
        forecasts.as_of_date,
        forecasts.indicator_id,
        forecasts.target_version,
        forecasts.target,
        forecasts.actual,
        forecasts.forecast,
        forecasts.forecast_low,
        forecasts.forecast_high,
        forecasts.probability_met,
        ends.end_actual,
        ends.end_actual_low,
        ends.end_actual_high,
        {{ as_of_date() }} >= {{ period_end() }} and ends.indicator_id is not null as is_end_known,
        -- An open end of the forecast bounds nothing; an open end of the actual may lie anywhere.
        coalesce(ends.end_actual_low >= forecasts.forecast_low, forecasts.forecast_low is null)
        and coalesce(ends.end_actual_high <= forecasts.forecast_high, forecasts.forecast_high is null) as is_inside,
        coalesce(ends.end_actual_high < forecasts.forecast_low, false)
        or coalesce(ends.end_actual_low > forecasts.forecast_high, false) as is_outside
    from forecasts
    left join ends
        on forecasts.indicator_id = ends.indicator_id
            and forecasts.target_version = ends.target_version
)

select
    compared.as_of_date,
    compared.indicator_id,
    cast(indicators.pillar as {{ text_type() }}) as pillar,
    indicators.name_ja,
    indicators.name_en,
    indicators.unit,
    compared.target_version,
    cast(compared.target as bigint) as target,
    cast(compared.actual as bigint) as actual,
    compared.forecast,
    compared.forecast_low,
    compared.forecast_high,
    compared.probability_met,
    cast({{ days_between('compared.as_of_date', period_end()) }} as integer) as days_ahead,
    compared.is_end_known,
    cast({{ rounded_whole('compared.end_actual') }} as bigint) as end_actual,
    cast({{ rounded_whole('compared.end_actual_low') }} as bigint) as end_actual_low,
    cast({{ rounded_whole('compared.end_actual_high') }} as bigint) as end_actual_high,
    cast(compared.forecast - compared.end_actual as double) as error,
    cast(
        {{ ratio('100 * (compared.forecast - compared.end_actual)', 'nullif(compared.end_actual, 0)') }} as double
    ) as error_pct,
    case
        when not compared.is_end_known then null
        when compared.is_inside then true
        when compared.is_outside then false
    end as is_within_interval,
    case
        when not compared.is_end_known then null
        when compared.end_actual_low >= compared.target then true
        when compared.end_actual_high < compared.target then false
    end as is_target_reached
from compared
left join {{ ref('indicators') }} as indicators on compared.indicator_id = indicators.indicator_id
