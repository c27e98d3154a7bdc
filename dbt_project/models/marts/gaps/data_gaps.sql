with

findings as (
    select * from {{ source('expectations', 'findings') }}
),

effects as (
    select
        gap_id,
        list(distinct indicator_id order by indicator_id) as indicator_ids,
        case when count(*) = count(effect_low) then min(effect_low) end as effect_low,
        case when count(*) = count(effect_high) then max(effect_high) end as effect_high
    from {{ ref('data_gap_effects') }}
    group by gap_id
),

source_indicators as (
    select
        source,
        list(indicator_id order by indicator_id) as indicator_ids
    from {{ ref('indicator_sources') }}
    group by source
),

earlier as (
    select
        gap_id,
        min(first_seen) as first_seen
    from {{ source('history', 'data_gaps') }}
    where as_of_date < {{ as_of_date() }}
    group by gap_id
),

final as (
    select
        findings.gap_id,
        findings.expectation_id,
        findings.severity,
        findings.status,
        findings.source,
        cast(findings.fiscal_year as integer) as fiscal_year,
        list_sort(list_distinct(list_concat(
            case
                when findings.by_source then coalesce(source_indicators.indicator_ids, []) else findings.indicator_ids
            end,
            coalesce(effects.indicator_ids, [])
        ))) as indicator_ids,
        cast(findings.records as bigint) as records,
        -- The widest effect on any one indicator; NULL when nothing bounds it. Per indicator: data_gap_effects.
        case when effects.gap_id is null then 0 else effects.effect_low end as effect_low,
        case when effects.gap_id is null then 0 else effects.effect_high end as effect_high,
        findings.blocking,
        findings.owner,
        coalesce(earlier.first_seen, {{ as_of_date() }}) as first_seen,
        findings.detail_ja,
        findings.detail_en,
        findings.runbook
    from findings
    left join effects on findings.gap_id = effects.gap_id
    left join source_indicators on findings.source = source_indicators.source
    left join earlier on findings.gap_id = earlier.gap_id
)

select * from final
