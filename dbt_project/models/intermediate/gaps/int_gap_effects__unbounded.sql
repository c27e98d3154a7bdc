-- Gaps that leave everything open: an expectation that could not run, or one declared blocking.
with

findings as (
    select * from {{ source('expectations', 'findings') }}
    where effect <> 'none' and (blocking or status = 'could_not_run')
),

affected as (
    select
        findings.gap_id,
        {{ each_of('findings.indicator_ids') }} as indicator_id
    from findings
    where not findings.by_source
    union
    -- One that could not run knows no source: it may concern every indicator fed by any.
    select
        findings.gap_id,
        indicator_sources.indicator_id
    from findings
    inner join {{ ref('indicator_sources') }} as indicator_sources
        on findings.source is null or findings.source = indicator_sources.source
    where findings.by_source
),

final as (
    select
        affected.gap_id,
        affected.indicator_id,
        readings.budget_reading,
        cast(null as decimal(28, 2)) as effect_low,
        cast(null as decimal(28, 2)) as effect_high
    from affected
    cross join {{ ref('budget_readings') }} as readings
)

select * from final
