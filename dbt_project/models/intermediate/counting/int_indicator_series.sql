-- What each indicator brought in every whole month of the period so far, and whether a file has shown the month.
with

months as (
    select
        month,
        {{ fiscal_year('month') }} as fiscal_year,
        cast(month + {{ interval_of(1, 'month') }} - {{ interval_of(1, 'day') }} as date) as last_day
    from (
        select {{ days_by(
            'month', month_of(period_start()), month_of('least(' ~ as_of_date() ~ ', ' ~ period_end() ~ ')')
        ) }} as month
    ) as begun
    -- A month that still runs would read as a weak one.
    where cast(month + {{ interval_of(1, 'month') }} - {{ interval_of(1, 'day') }} as date) <= {{ as_of_date() }}
),

indicators as (
    select
        indicator_id,
        value_type = 'count' as is_count
    from {{ ref('indicators') }}
    where value_type in ('count', 'amount')
),

values_by_month as (
    select
        indicator_id,
        budget_reading,
        month,
        sum(value) as value
    from {{ ref('int_indicator_months') }}
    group by indicator_id, budget_reading, month
),

-- A month is seen when the file of its fiscal year is as new as the month's end, or when none is to be expected; a
-- source that promises rows every month has not shown a month without any.
months_of_sources as (
    select
        indicator_sources.indicator_id,
        months.month,
        bool_and(
            case
                when years.files > 0 then years.newest_snapshot_date >= months.last_day
                else not years.is_file_expected
            end
            and coalesce(source_months.rows > 0, true)
        ) as is_seen
    from {{ ref('indicator_sources') }} as indicator_sources
    cross join months
    inner join {{ ref('int_source_fiscal_years') }} as years
        on indicator_sources.source = years.source
            and months.fiscal_year = years.fiscal_year
    left join {{ ref('int_source_months') }} as source_months
        on indicator_sources.source = source_months.source
            and months.month = source_months.month
    group by indicator_sources.indicator_id, months.month
),

final as (
    select
        indicators.indicator_id,
        readings.budget_reading,
        months_of_sources.month,
        indicators.is_count,
        months_of_sources.is_seen,
        cast(coalesce(values_by_month.value, 0) as double) as value,
        {{ period_end() }} as period_end
    from indicators
    cross join {{ ref('budget_readings') }} as readings
    inner join months_of_sources on indicators.indicator_id = months_of_sources.indicator_id
    left join values_by_month
        on indicators.indicator_id = values_by_month.indicator_id
            and readings.budget_reading = values_by_month.budget_reading
            and months_of_sources.month = values_by_month.month
)

select * from final
