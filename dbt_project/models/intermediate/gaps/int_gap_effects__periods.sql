-- What unseen periods can add: between nothing and the most that such a period ever brought, and what chance adds.
with

naming_gaps as (
    select
        findings.gap_id,
        failing_records.source,
        failing_records.fiscal_year,
        failing_records.month,
        row_number() over (
            partition by failing_records.source, failing_records.fiscal_year, failing_records.month
            order by results.position, findings.gap_id
        ) as place
    from {{ source('expectations', 'failing_records') }} as failing_records
    inner join {{ source('expectations', 'findings') }} as findings
        on failing_records.expectation_id = findings.expectation_id
            and failing_records.source is not distinct from findings.source
            and failing_records.fiscal_year is not distinct from findings.fiscal_year
    inner join {{ source('expectations', 'results') }} as results
        on findings.expectation_id = results.expectation_id
    where findings.effect = 'missing_periods' and findings.status = 'failed' and not findings.blocking
),

-- A missing, stale or quarantined file leaves the same period unseen: charged once.
unseen as (
    select * from naming_gaps
    where place = 1
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
        max(value) as value,
        -- From less than a year one cannot tell what another month of the year brings.
        {{ months_between_days('min(month)', 'max(month)') }} + 1 >= 12 as is_history_long_enough
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

-- Records that the file that speaks knows of and that do not count: a later file may say that they do.
known_records as (
    select
        indicator_id,
        source,
        file_fiscal_year,
        count(*) as records
    from {{ ref('int_count_records') }}
    group by indicator_id, source, file_fiscal_year
),

counted_records as (
    select
        indicator_id,
        budget_reading,
        source,
        file_fiscal_year,
        count(*) as records
    from {{ ref('int_count_ledger') }}
    where is_counted
    group by indicator_id, budget_reading, source, file_fiscal_year
),

highest as (
    select
        unseen.gap_id,
        indicator_sources.indicator_id,
        readings.budget_reading,
        case
            -- A month that brought rows, but too few.
            when volumes.missing_rows is not null then volumes.missing_rows * highest_units.value
            when unseen.month is not null then highest_months.value
            -- The files that were seen may be the small ones: as full as its months at their best.
            when years.files = 0
                then greatest(
                        coalesce(highest_file_years.value, 0),
                        highest_months.value * (1 + {{ months_between_days(
                            fiscal_year_start('years.fiscal_year'),
                            'least(' ~ as_of_date() ~ ', ' ~ fiscal_year_end('years.fiscal_year') ~ ')'
                        ) }})
                    )
            -- At least a month: a correction that could not be read may be of the same day.
            -- A file of a year that is over brings what its records have become since: at most all that do not count.
            else least(
                    highest_months.value
                    * {{ months_begun('greatest(years.days_since_snapshot, years.days_to_quarantined)') }},
                    highest_months.value * {{ months_begun('years.days_since_snapshot') }}
                    + greatest(known_records.records - coalesce(counted_records.records, 0), 0) * highest_units.value
                )
        end as value,
        -- What is lacking in a month includes already what chance may add.
        volumes.missing_rows is null as is_scattered,
        highest_months.value is not null
        and (highest_months.is_history_long_enough or volumes.missing_rows is not null) as is_bounded
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
    left join known_records
        on indicator_sources.indicator_id = known_records.indicator_id
            and unseen.source = known_records.source
            and unseen.fiscal_year = known_records.file_fiscal_year
    left join counted_records
        on indicator_sources.indicator_id = counted_records.indicator_id
            and readings.budget_reading = counted_records.budget_reading
            and unseen.source = counted_records.source
            and unseen.fiscal_year = counted_records.file_fiscal_year
    left join highest_units
        on indicator_sources.indicator_id = highest_units.indicator_id
            and readings.budget_reading = highest_units.budget_reading
    left join highest_months
        on indicator_sources.indicator_id = highest_months.indicator_id
            and readings.budget_reading = highest_months.budget_reading
    left join highest_file_years
        on indicator_sources.indicator_id = highest_file_years.indicator_id
            and readings.budget_reading = highest_file_years.budget_reading
),

final as (
    select
        gap_id,
        indicator_id,
        budget_reading,
        cast(0 as decimal(28, 2)) as effect_low,
        -- The highest of few is not the highest there is: a count scatters by its square root, and twice that holds
        -- most of what chance brings. NULL when there is no history, or too short a one, to bound it by.
        case
            when bool_and(is_bounded)
                then cast(
                        ceil(sum(value) + 2 * sqrt(sum(case when is_scattered then value else 0 end))) as decimal(28, 2)
                    )
        end as effect_high
    from highest
    group by gap_id, indicator_id, budget_reading
)

select * from final
