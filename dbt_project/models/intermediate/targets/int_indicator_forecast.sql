-- The period's end: the actual and what may still come, whose distribution the forecasting step has drawn from whole
-- futures. Gaps widen the interval at both ends.
with

bounds as (
    select * from {{ ref('int_indicator_bounds') }}
),

forecasts as (
    select * from {{ source('forecasts', 'indicator_forecasts') }}
    -- What an earlier run left for another day says nothing about this one.
    where as_of_date = {{ as_of_date() }}
),

ends as (
    select
        bounds.indicator_id,
        bounds.budget_reading,
        cast(bounds.actual as double) as actual,
        cast(bounds.actual_low as double) as actual_low,
        cast(bounds.actual_high as double) as actual_high,
        -- Nothing comes after the period's end.
        case when {{ as_of_date() }} >= {{ period_end() }} then 0.0 else forecasts.still_to_come end as still_to_come,
        case when {{ as_of_date() }} >= {{ period_end() }} then 0.0 else forecasts.still_to_come_low end
            as still_to_come_low,
        case when {{ as_of_date() }} >= {{ period_end() }} then 0.0 else forecasts.still_to_come_high end
            as still_to_come_high,
        case when {{ as_of_date() }} >= {{ period_end() }} then {{ list_of_number('0.0') }} else forecasts.quantiles end
            as quantiles,
        forecasts.months_seen
    from bounds
    inner join {{ ref('indicators') }} as indicators on bounds.indicator_id = indicators.indicator_id
    left join forecasts
        on bounds.indicator_id = forecasts.indicator_id
            and bounds.budget_reading = forecasts.budget_reading
    -- A rate does not grow by what comes, and words do not grow at all.
    where indicators.value_type in ('count', 'amount')
)

select
    indicator_id,
    budget_reading,
    months_seen,
    actual + still_to_come as forecast,
    actual_low + still_to_come_low as forecast_low,
    actual_high + still_to_come_high as forecast_high,
    still_to_come,
    quantiles
from ends
