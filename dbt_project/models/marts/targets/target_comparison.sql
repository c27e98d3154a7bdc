with

verdicts as (
    select * from {{ ref('int_target_verdicts') }}
),

targeted as (
    select
        verdicts.indicator_id,
        bool_or(placed.has_budget_source) as has_budget_source
    from verdicts
    inner join {{ ref('int_version_indicators') }} as placed
        on verdicts.indicator_id = placed.indicator_id
            and verdicts.target_version = placed.target_version
    group by verdicts.indicator_id
    having count(verdicts.target) > 0
),

actuals as (
    select
        bounds.indicator_id,
        max(bounds.actual) filter (where bounds.budget_reading = 'initial') as actual_initial,
        max(bounds.actual_low) filter (where bounds.budget_reading = 'initial') as actual_initial_low,
        max(bounds.actual_high) filter (where bounds.budget_reading = 'initial') as actual_initial_high,
        max(bounds.actual) filter (where bounds.budget_reading = 'supplement') as actual_supplementary,
        max(bounds.actual_low) filter (where bounds.budget_reading = 'supplement') as actual_supplementary_low,
        max(bounds.actual_high) filter (where bounds.budget_reading = 'supplement') as actual_supplementary_high,
        max(bounds.actual) filter (where bounds.budget_reading = 'all') as actual_all,
        max(bounds.actual_low) filter (where bounds.budget_reading = 'all') as actual_all_low,
        max(bounds.actual_high) filter (where bounds.budget_reading = 'all') as actual_all_high
    from {{ ref('int_indicator_bounds') }} as bounds
    inner join targeted on bounds.indicator_id = targeted.indicator_id
    inner join {{ ref('indicators') }} as indicators on bounds.indicator_id = indicators.indicator_id
    -- What no budget is known of has no part by budget, not a part of zero; and a rate is no sum of parts.
    where bounds.budget_reading = 'all' or (targeted.has_budget_source and indicators.value_type <> 'ratio')
    group by bounds.indicator_id
),

units as (
    select
        indicator_id,
        unit_id,
        sum(value) filter (where budget_reading = 'all') as value,
        bool_or(budget_reading = 'initial') as is_initial,
        bool_or(budget_reading = 'supplement') as is_supplementary
    from {{ ref('int_count_ledger') }}
    where is_counted and indicator_id in (select targeted.indicator_id from targeted)
    group by indicator_id, unit_id
),

-- What the readings of single budgets do not tell apart: counted in both of them, or in none.
unsplit as (
    select
        indicator_id,
        coalesce(sum(value) filter (where is_initial and is_supplementary), 0) as actual_both,
        coalesce(sum(value) filter (where not is_initial and not is_supplementary), 0) as actual_unknown
    from units
    group by indicator_id
),

compared as (
    select
        verdicts.*,
        versions.previous_version,
        previous.target as previous_target,
        verdicts.target - previous.target as uplift,
        actuals.actual_initial,
        actuals.actual_initial_low,
        actuals.actual_initial_high,
        actuals.actual_supplementary,
        actuals.actual_supplementary_low,
        actuals.actual_supplementary_high,
        actuals.actual_all,
        actuals.actual_all_low,
        actuals.actual_all_high,
        case when indicators.value_type <> 'ratio' then coalesce(unsplit.actual_both, 0) end as actual_both,
        case when indicators.value_type <> 'ratio' then coalesce(unsplit.actual_unknown, 0) end as actual_unknown
    from verdicts
    inner join targeted on verdicts.indicator_id = targeted.indicator_id
    inner join {{ ref('indicators') }} as indicators on verdicts.indicator_id = indicators.indicator_id
    inner join {{ ref('int_target_versions') }} as versions on verdicts.target_version = versions.target_version
    inner join actuals on verdicts.indicator_id = actuals.indicator_id
    left join unsplit on verdicts.indicator_id = unsplit.indicator_id
    left join verdicts as previous
        on verdicts.indicator_id = previous.indicator_id
            and versions.previous_version = previous.target_version
)

select
    compared.indicator_id,
    cast(indicators.position as integer) as position,
    cast(indicators.pillar as {{ text_type() }}) as pillar,
    cast(indicators.section as {{ text_type() }}) as section,
    indicators.name_ja,
    indicators.name_en,
    indicators.unit,
    indicators.is_core,
    compared.target_version,
    versions.name_ja as target_version_ja,
    versions.name_en as target_version_en,
    versions.effective_from,
    versions.is_in_force,
    {{ as_of_date() }} as as_of_date,
    compared.budget_reading,
    cast(compared.target_base as bigint) as target_base,
    cast(compared.target_supplement as bigint) as target_supplement,
    cast(compared.target as bigint) as target,
    compared.previous_version,
    cast(compared.previous_target as bigint) as previous_target,
    cast(compared.uplift as bigint) as uplift,
    cast({{ rounded(ratio('compared.uplift * 100.0', 'nullif(compared.previous_target, 0)'), 1) }} as double)
        as uplift_pct,
    cast({{ rounded_whole('compared.actual_initial') }} as bigint) as actual_initial,
    cast({{ rounded_whole('compared.actual_initial_low') }} as bigint) as actual_initial_low,
    cast({{ rounded_whole('compared.actual_initial_high') }} as bigint) as actual_initial_high,
    cast({{ rounded_whole('compared.actual_supplementary') }} as bigint) as actual_supplementary,
    cast({{ rounded_whole('compared.actual_supplementary_low') }} as bigint) as actual_supplementary_low,
    cast({{ rounded_whole('compared.actual_supplementary_high') }} as bigint) as actual_supplementary_high,
    cast({{ rounded_whole('compared.actual_all') }} as bigint) as actual_all,
    cast({{ rounded_whole('compared.actual_all_low') }} as bigint) as actual_all_low,
    cast({{ rounded_whole('compared.actual_all_high') }} as bigint) as actual_all_high,
    cast({{ rounded_whole('compared.actual_both') }} as bigint) as actual_both,
    cast({{ rounded_whole('compared.actual_unknown') }} as bigint) as actual_unknown,
    {{ attainment_pct('compared.actual_initial', 'compared.target') }} as attainment_initial_pct,
    {{ attainment_pct('compared.actual_initial_low', 'compared.target') }} as attainment_initial_low_pct,
    {{ attainment_pct('compared.actual_initial_high', 'compared.target') }} as attainment_initial_high_pct,
    {{ attainment_pct('compared.actual_supplementary', 'compared.target_supplement') }}
        as attainment_supplementary_pct,
    {{ attainment_pct('compared.actual_supplementary_low', 'compared.target_supplement') }}
        as attainment_supplementary_low_pct,
    {{ attainment_pct('compared.actual_supplementary_high', 'compared.target_supplement') }}
        as attainment_supplementary_high_pct,
    {{ attainment_pct('compared.actual_all', 'compared.target') }} as attainment_all_pct,
    {{ attainment_pct('compared.actual_all_low', 'compared.target') }} as attainment_all_low_pct,
    {{ attainment_pct('compared.actual_all_high', 'compared.target') }} as attainment_all_high_pct,
    compared.status,
    compared.gap_ids
from compared
inner join {{ ref('indicators') }} as indicators on compared.indicator_id = indicators.indicator_id
inner join {{ ref('int_target_versions') }} as versions on compared.target_version = versions.target_version
