-- What unseen periods can add: between nothing and the most that such a period ever brought.
with

unseen as (
    select
        findings.gap_id,
        results.position,
        failing_records.source,
        failing_records.fiscal_year,
        failing_records.month
    from {{ source('expectations', 'failing_records') }} as failing_records
    inner join {{ source('expectations', 'findings') }} as findings
        on failing_records.expectation_id = findings.expectation_id
            and failing_records.source is not distinct from findings.source
            and failing_records.fiscal_year is not distinct from findings.fiscal_year
    inner join {{ source('expectations', 'results') }} as results
        on findings.expectation_id = results.expectation_id
    where findings.effect = 'missing_periods' and findings.status = 'failed' and not findings.blocking
    -- A missing, stale or quarantined file leaves the same period unseen: charged once.
    qualify row_number() over (
            partition by failing_records.source, failing_records.fiscal_year, failing_records.month
            order by results.position, findings.gap_id
        ) = 1
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

highest_months as (
    select
        indicator_id,
        budget_reading,
        max(value) as value
    from months
    group by indicator_id, budget_reading
),

file_years as (
    select
        indicator_id,
        budget_reading,
        file_fiscal_year,
        sum(value) as value
    from {{ ref('int_count_ledger') }}
    where is_counted
    group by indicator_id, budget_reading, file_fiscal_year
),

highest_file_years as (
    select
        indicator_id,
        budget_reading,
        max(value) as value
    from file_years
    group by indicator_id, budget_reading
),

highest_units as (
    {{ highest_units() }}
),

final as (
    select
        unseen.gap_id,
        indicator_sources.indicator_id,
        readings.budget_reading,
        cast(0 as decimal(28, 2)) as effect_low,
        -- NULL when there is no history to bound it by.
        cast(sum(
            case
                -- A month that brought rows, but too few.
                when volumes.missing_rows is not null then volumes.missing_rows * highest_units.value
                when unseen.month is not null then highest_months.value
                when years.files = 0 then highest_file_years.value
                -- At least a month: a correction that could not be read may be of the same day.
                else highest_months.value * greatest(ceil(years.days_since_snapshot / 30.4375), 1)
            end
        ) as decimal(28, 2)) as effect_high,
        bool_or(highest_months.value is null) as is_unbounded
    from unseen
    inner join {{ ref('indicator_sources') }} as indicator_sources
        on unseen.source = indicator_sources.source
    cross join {{ ref('budget_readings') }} as readings
    left join {{ ref('int_source_fiscal_years') }} as years
        on unseen.source = years.source
            and unseen.fiscal_year = years.fiscal_year
    left join {{ ref('int_source_month_volumes') }} as volumes
        on unseen.source = volumes.source
            and unseen.month = volumes.month
    left join highest_units
        on indicator_sources.indicator_id = highest_units.indicator_id
            and readings.budget_reading = highest_units.budget_reading
    left join highest_months
        on indicator_sources.indicator_id = highest_months.indicator_id
            and readings.budget_reading = highest_months.budget_reading
    left join highest_file_years
        on indicator_sources.indicator_id = highest_file_years.indicator_id
            and readings.budget_reading = highest_file_years.budget_reading
    group by unseen.gap_id, indicator_sources.indicator_id, readings.budget_reading
)

select
    gap_id,
    indicator_id,
    budget_reading,
    effect_low,
    case when not is_unbounded then effect_high end as effect_high
from final
