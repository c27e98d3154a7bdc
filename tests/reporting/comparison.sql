-- Made-up comparison: one target in two versions with a gap that nothing bounds, and a tally that has none before the third.
create table marts.target_comparison as
select
    indicator_id, position::integer as position, '1' as pillar, '1-1' as section, name_ja, name_en, '件' as unit,
    position = 1 as is_core, target_version, version_ja as target_version_ja, version_en as target_version_en,
    effective_from, target_version = 'revised' as is_in_force, date '2026-10-31' as as_of_date, budget_reading,
    base::bigint as target_base, supplement::bigint as target_supplement, (base + supplement)::bigint as target,
    previous_version, previous_target::bigint as previous_target,
    (base + supplement - previous_target)::bigint as uplift, uplift_pct::double as uplift_pct,
    342::bigint as actual_initial, 341::bigint as actual_initial_low, 347::bigint as actual_initial_high,
    8::bigint as actual_supplementary, 8::bigint as actual_supplementary_low, 8::bigint as actual_supplementary_high,
    351::bigint as actual_all, 350::bigint as actual_all_low, null::bigint as actual_all_high,
    0::bigint as actual_both, 1::bigint as actual_unknown,
    of_initial::double as attainment_initial_pct, of_initial::double as attainment_initial_low_pct,
    of_initial::double as attainment_initial_high_pct,
    of_supplement::double as attainment_supplementary_pct, of_supplement::double as attainment_supplementary_low_pct,
    of_supplement::double as attainment_supplementary_high_pct,
    of_all::double as attainment_all_pct, of_all - 0.3 as attainment_all_low_pct,
    null::double as attainment_all_high_pct, status, gaps as gap_ids
from (values
    ('agrifood_success', 2, '農林水産物・食品<成功>', 'Agriculture & food', 'current', '現行', 'current', date '2023-04-01',
        'all', null, null, null, null, null, null, null, null, 'no_target', []),
    ('fdi_success', 1, '対日投資誘致成功件数', 'FDI attraction successes', 'revised', '変更案', 'revised',
        date '2024-04-01', 'all', 370, 6, 'current', 370, 1.6, 90.9, 133.3, 93.3, 'not_assessable', ['gap-1', 'gap-2']),
    ('fdi_success', 1, '対日投資誘致成功件数', 'FDI attraction successes', 'current', '現行', 'current',
        date '2023-04-01', 'initial', 370, 0, null, null, null, 92.4, null, 94.8, 'on_track', [])
) as made_up (
    indicator_id, position, name_ja, name_en, target_version, version_ja, version_en, effective_from, budget_reading,
    base, supplement, previous_version, previous_target, uplift_pct, of_initial, of_supplement, of_all, status, gaps
);

create table marts.dim_target as
select distinct
    target_version, target_version_ja, target_version_en, effective_from, null::date as announced_on, is_in_force,
    budget_reading, 'source of ' || target_version as source_document
from marts.target_comparison
where target is not null;
