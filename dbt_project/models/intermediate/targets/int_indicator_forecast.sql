-- What the period's end will show if the coming days bring what the same days brought a year before.
-- The 80 % interval takes the year-on-year scatter of the months; the gaps widen it at both ends.
with

period as (
    select
        {{ as_of_date() }} as as_of_date,
        greatest(0, date_diff('day', {{ as_of_date() }}, {{ period_end() }})) as remaining_days,
        greatest(0, date_diff('day', {{ period_start() }}, {{ as_of_date() }}) + 1) as elapsed_days
),

bounds as (
    select * from {{ ref('int_indicator_bounds') }}
),

counted as (
    select
        indicator_id,
        budget_reading,
        deciding_date,
        value
    from {{ ref('int_count_ledger') }}
    where is_counted and deciding_date is not null
),

last_year as (
    select
        counted.indicator_id,
        counted.budget_reading,
        sum(counted.value) as whole_year,
        sum(case
            when date_diff('day', period.as_of_date, counted.deciding_date) + 365 <= period.remaining_days % 365
                then counted.value
            else 0
        end) as part_year
    from counted
    cross join period
    where counted.deciding_date > period.as_of_date - interval 365 day
    group by counted.indicator_id, counted.budget_reading
),

months as (
    select
        indicator_id,
        budget_reading,
        month,
        sum(value) as value
    from {{ ref('int_indicator_months') }}
    group by indicator_id, budget_reading, month
),

scatter as (
    select
        this.indicator_id,
        this.budget_reading,
        greatest(1, avg((this.value - before.value) * (this.value - before.value) / (this.value + before.value)))
            as dispersion
    from months as this
    inner join months as before
        on this.indicator_id = before.indicator_id
            and this.budget_reading = before.budget_reading
            and this.month = before.month + interval 12 month
    where this.value + before.value > 0
    group by this.indicator_id, this.budget_reading
),

expected as (
    select
        bounds.*,
        period.remaining_days,
        case
            when period.remaining_days = 0 then 0
            -- Less than a year of history: the rate so far.
            when period.elapsed_days < 365
                then coalesce(bounds.actual * period.remaining_days / nullif(period.elapsed_days, 0), 0)
            else
                coalesce(last_year.whole_year, 0) * floor(period.remaining_days / 365)
                + coalesce(last_year.part_year, 0)
        end as still_to_come,
        coalesce(scatter.dispersion, 1) as dispersion
    from bounds
    cross join period
    left join last_year
        on bounds.indicator_id = last_year.indicator_id
            and bounds.budget_reading = last_year.budget_reading
    left join scatter
        on bounds.indicator_id = scatter.indicator_id
            and bounds.budget_reading = scatter.budget_reading
),

final as (
    select
        indicator_id,
        budget_reading,
        cast(actual + still_to_come as double) as forecast,
        -- Both the coming days and those they are likened to scatter, hence twice the variance.
        cast(sqrt(2 * dispersion * still_to_come) as double) as deviation,
        cast(still_to_come as double) as still_to_come,
        cast(actual_low as double) as actual_low,
        cast(actual_high as double) as actual_high
    from expected
)

select
    indicator_id,
    budget_reading,
    forecast,
    deviation,
    greatest(actual_low, actual_low + still_to_come - 1.2816 * deviation) as forecast_low,
    actual_high + still_to_come + 1.2816 * deviation as forecast_high
from final
