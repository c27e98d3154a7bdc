with

findings as (
    select * from {{ source('expectations', 'findings') }}
),

accepted as (
    select * from {{ source('expectations', 'accepted_gaps') }}
),

effects as (
    select
        gap_id,
        {{ sorted_set('indicator_id') }} as indicator_ids,
        case when count(*) = count(effect_low) then min(effect_low) end as effect_low,
        case when count(*) = count(effect_high) then max(effect_high) end as effect_high
    from {{ ref('data_gap_effects') }}
    group by gap_id
),

source_indicators as (
    select
        source,
        {{ sorted_list('indicator_id') }} as indicator_ids
    from {{ ref('indicator_sources') }}
    group by source
),

-- What was reported before, as of an earlier day or earlier on this day; a run for an earlier day knows no later one.
reports as (
    select
        *,
        min(first_seen) over (partition by gap_id) as ever_first_seen,
        row_number() over (partition by gap_id order by as_of_date desc) as recency
    from {{ source('history', 'data_gaps') }}
    where as_of_date <= {{ as_of_date() }}
),

reported as (
    select * from reports
    where recency = 1
),

open_gaps as (
    select
        findings.gap_id,
        findings.expectation_id,
        findings.severity,
        case when accepted.gap_id is not null then 'accepted' else findings.status end as status,
        findings.source,
        cast(findings.fiscal_year as integer) as fiscal_year,
        {{ union_of_lists(
            'case when findings.by_source then coalesce(source_indicators.indicator_ids, ' ~ empty_list() ~ ')'
            ~ ' else findings.indicator_ids end',
            'coalesce(effects.indicator_ids, ' ~ empty_list() ~ ')'
        ) }} as indicator_ids,
        cast(findings.records as bigint) as records,
        -- The widest effect on any one indicator; NULL when nothing bounds it. Per indicator: data_gap_effects.
        case when effects.gap_id is null then 0 else effects.effect_low end as effect_low,
        case when effects.gap_id is null then 0 else effects.effect_high end as effect_high,
        findings.blocking,
        findings.owner,
        least(coalesce(reported.ever_first_seen, {{ as_of_date() }}), {{ as_of_date() }}) as first_seen,
        {{ as_of_date() }} as last_seen,
        cast(null as date) as resolved_on,
        accepted.accepted_until,
        accepted.accepted_reason,
        accepted.accepted_by,
        findings.detail_ja,
        findings.detail_en,
        findings.runbook
    from findings
    left join effects on findings.gap_id = effects.gap_id
    left join source_indicators on findings.source = source_indicators.source
    left join reported on findings.gap_id = reported.gap_id
    left join accepted on findings.gap_id = accepted.gap_id
),

-- A gap that was reported and is not found any more. What is known of it is what was reported last.
resolved_gaps as (
    select
        reported.gap_id,
        reported.expectation_id,
        coalesce(reported.severity, 'info') as severity,
        'resolved' as status,
        reported.source,
        reported.fiscal_year,
        coalesce(reported.indicator_ids, {{ empty_list() }}) as indicator_ids,
        reported.records,
        0 as effect_low,
        0 as effect_high,
        false as blocking,
        reported.owner,
        reported.ever_first_seen as first_seen,
        case when reported.status = 'resolved' then reported.last_seen else reported.as_of_date end as last_seen,
        case when reported.status = 'resolved' then reported.resolved_on else {{ as_of_date() }} end as resolved_on,
        cast(null as date) as accepted_until,
        cast(null as {{ text_type() }}) as accepted_reason,
        cast(null as {{ text_type() }}) as accepted_by,
        reported.detail_ja,
        reported.detail_en,
        reported.runbook
    from reported
    left join findings on reported.gap_id = findings.gap_id
    where findings.gap_id is null
),

final as (
    select * from open_gaps
    union all
    select * from resolved_gaps
)

select * from final
