-- The verdict of each indicator and target version; the precedence stands in the description of this model.
with

placed as (
    select * from {{ ref('int_version_indicators') }}
),

bounds as (
    select * from {{ ref('int_indicator_bounds') }}
),

-- Every indicator has a row per version it belongs to; without a target it is only counted.
judged as (
    select
        indicators.indicator_id,
        indicators.paired_indicator_id,
        placed.target_version,
        bounds.budget_reading,
        targets.base as target_base,
        targets.supplement as target_supplement,
        targets.target,
        bounds.actual,
        bounds.actual_low,
        bounds.actual_high,
        bounds.excluded,
        bounds.gap_ids,
        pace.pace,
        pace.elapsed,
        pace.whole
    from placed
    inner join {{ ref('indicators') }} as indicators on placed.indicator_id = indicators.indicator_id
    left join {{ ref('targets') }} as targets
        on placed.indicator_id = targets.indicator_id
            and placed.target_version = targets.target_version
    left join {{ ref('int_target_pace') }} as pace
        on placed.indicator_id = pace.indicator_id
            and placed.target_version = pace.target_version
    -- A budget reading belongs to a target: what is only counted is counted whole, whoever paid for it.
    left join bounds
        on placed.indicator_id = bounds.indicator_id
            and bounds.budget_reading = case when targets.target is null then 'all' else placed.budget_reading end
),

with_pair as (
    select
        judged.*,
        pairs.gap_ids as paired_gap_ids,
        case
            -- A success without a target in this version can waive nothing.
            when pairs.target is null then 'none'
            when pairs.actual_low >= pairs.target then 'met'
            when pairs.actual_high < pairs.target then 'short'
            else 'open'
        end as paired_outcome,
        {{ as_of_date() }} > {{ period_end() }} as is_period_over
    from judged
    left join judged as pairs
        on judged.paired_indicator_id = pairs.indicator_id
            and judged.target_version = pairs.target_version
),

compared as (
    select
        *,
        -- NULL bounds compare as unknown.
        coalesce(actual_high < target, false) as is_short_for_sure,
        coalesce(actual_high * whole < target * elapsed, false) as is_behind_for_sure
    from with_pair
),

final as (
    select
        *,
        {{ verdict('actual_low', 'actual_high') }} as status,
        -- What it would be if every gap turned out one way: nothing counts below zero, and what nothing bounds meets
        -- any target.
        {{ verdict('coalesce(actual_low, 0)', 'coalesce(actual_low, 0)') }} as status_at_low,
        case
            when target is not null and actual_high is null then 'met'
            else {{ verdict('actual_high', 'actual_high') }}
        end as status_at_high
    from compared
)

select
    indicator_id,
    target_version,
    budget_reading,
    target_base,
    target_supplement,
    target,
    actual,
    actual_low,
    actual_high,
    excluded,
    pace,
    is_period_over,
    paired_indicator_id,
    paired_outcome,
    status,
    status_at_low,
    status_at_high,
    -- A verdict left open by its pair names the pair's gaps too.
    case
        when
            status = 'not_assessable' and paired_outcome = 'open'
            and case when is_period_over then is_short_for_sure else is_behind_for_sure end
            then {{ union_of_lists('gap_ids', 'coalesce(paired_gap_ids, ' ~ empty_list() ~ ')') }}
        else gap_ids
    end as gap_ids
from final
