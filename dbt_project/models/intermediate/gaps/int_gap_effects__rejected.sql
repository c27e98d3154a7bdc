-- What rejected rows can add: between nothing and, for each, the most that one unit ever brought.
with

rejected as (
    select
        findings.gap_id,
        years.source,
        years.rejected_rows
    from {{ source('expectations', 'findings') }} as findings
    inner join {{ ref('int_source_fiscal_years') }} as years
        on findings.source = years.source
            and findings.fiscal_year = years.fiscal_year
    where findings.effect = 'rejected_rows' and findings.status = 'failed' and not findings.blocking
),

highest_units as (
    {{ highest_units() }}
),

final as (
    select
        rejected.gap_id,
        indicator_sources.indicator_id,
        readings.budget_reading,
        cast(0 as decimal(28, 2)) as effect_low,
        -- NULL when there is no history to bound it by.
        cast(rejected.rejected_rows * highest_units.value as decimal(28, 2)) as effect_high
    from rejected
    inner join {{ ref('indicator_sources') }} as indicator_sources
        on rejected.source = indicator_sources.source
    cross join {{ ref('budget_readings') }} as readings
    left join highest_units
        on indicator_sources.indicator_id = highest_units.indicator_id
            and readings.budget_reading = highest_units.budget_reading
)

select * from final
