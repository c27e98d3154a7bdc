-- Which indicators each known target version holds. A version inherits those of the one before it, less what it drops
-- and with what it adds.
with

-- Of every version, also those not yet known: an indicator that a later version adds was not there before.
changes as (
    select
        changes.indicator_id,
        changes.change,
        versions.effective_from
    from {{ ref('version_indicators') }} as changes
    inner join {{ ref('target_versions') }} as versions on changes.target_version = versions.target_version
),

-- Records of a source that has no column for it, such as a survey, belong to no budget.
budgeted as (
    select distinct sources.indicator_id
    from {{ ref('indicator_sources') }} as sources
    inner join {{ source('landing', 'contracts') }} as contracts on sources.source = contracts.source
    where {{ list_has(texts_of_json('contracts.columns_json', 'name'), "'budget_source'") }}
),

placed as (
    select
        indicators.indicator_id,
        versions.target_version,
        versions.budget_reading,
        -- The last change up to this version decides; before its first one, what that one presumes.
        coalesce(
            {{ max_by(
                'changes.change', 'changes.effective_from',
                where='changes.effective_from <= versions.effective_from'
            ) }} = 'added',
            {{ min_by('changes.change', 'changes.effective_from') }} is distinct from 'added'
        ) as is_in_text
    from {{ ref('indicators') }} as indicators
    cross join {{ ref('int_target_versions') }} as versions
    left join changes on indicators.indicator_id = changes.indicator_id
    group by indicators.indicator_id, versions.target_version, versions.budget_reading, versions.effective_from
),

final as (
    select
        placed.indicator_id,
        placed.target_version,
        budgeted.indicator_id is not null as has_budget_source,
        -- By a reading of one budget it would read as zero for sure.
        case when budgeted.indicator_id is not null then placed.budget_reading else 'all' end as budget_reading
    from placed
    left join budgeted on placed.indicator_id = budgeted.indicator_id
    left join {{ ref('targets') }} as targets
        on placed.indicator_id = targets.indicator_id
            and placed.target_version = targets.target_version
    -- A target is judged whatever the text says: no verdict goes missing over a slip in another file.
    where placed.is_in_text or targets.target is not null
)

select * from final
