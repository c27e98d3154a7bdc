-- Made-up marts of two targets, four monitored figures, a narrative and a tally, in four sections. One section has
-- nothing; one amount has a suppressed year, one a suppressed total; names and texts try to become formulas.
create schema marts;

create table marts.dim_code as
from (values
    ('subject', 'fdi', 1, '対日投資', 'inward investment'),
    ('subject', 'collaboration', 2, '協業・連携', 'collaboration'),
    ('subject', 'startup', 3, 'スタートアップ', 'start-ups'),
    ('item', 'investment_amount', 1, '投資金額', 'investment amount'),
    ('item', 'equity_amount', 2, '出資額', 'equity amount'),
    ('item', 'new_jobs', 3, '新規雇用者数', 'new jobs'),
    ('budget_source', 'initial', 1, '当初予算', 'initial budget'),
    ('budget_source', 'supplementary_r5', 2, '補正予算（令和5年度）', 'supplementary budget (FY2023)'),
    ('budget_source', 'unknown', 3, '不明・区分なし', 'unknown or none'),
    ('response', 'petition', 1, '要望・申入れ', 'petition')
) as made_up (kind, code, position, name_ja, name_en);

create table marts.dim_date as
select
    cast(unnest(generate_series(date '2023-04-01', date '2027-03-31', interval 1 day)) as date) as date,
    year(date - interval 3 month)::integer as fiscal_year, 'FY' || fiscal_year as fiscal_year_en,
    '令和' || (fiscal_year - 2018) || '年度' as fiscal_year_ja, true as is_in_period;

create table marts.dim_section as
from (values
    ('1-1', 1, '1', '対日投資', '=Investment', null, null),
    ('1-3', 2, '1', '人材', 'Personnel', '文書では省略。', 'Left out.'),
    ('2', 3, '2', '農産品', 'Farm & food', null, null),
    ('3', 4, '3', '海外展開', 'Expansion', null, null)
) as made_up (section, position, pillar, name_ja, name_en, note_ja, note_en);

create table marts.dim_indicator as
from (values
    ('wins', 1, '1', '1-1', 'ア', '成功件数', 'Successes', '件', 'target', 'count', null),
    ('firms', 2, '3', '3', 'イ', '支援社数', 'Companies', '社', 'target', 'count', null),
    ('amount', 3, '1', '1-1', 'ウ', '=HYPERLINK("x","投資金額")', '+Amount', '円', 'monitoring', 'amount', null),
    ('jobs', 4, '1', '1-1', 'ウ', '雇用者数', 'Jobs', '人', 'monitoring', 'count', null),
    ('rate', 5, '1', '1-1', 'ウ', '回答率', 'Response rate', '%', 'monitoring', 'ratio', null),
    ('liaison', 6, '1', '1-1', 'エ', '𠮷野髙連携件数😀', 'Liaison', '件', 'monitoring', 'count', date '2024-04-01'),
    ('story', 7, '3', '3', 'カ', '実施状況', 'Pilots', null, 'monitoring', 'narrative', null),
    ('farm', 8, '2', '2', null, '輸出件数', 'Exports', '件', 'tally', 'count', null)
) as made_up (
    indicator_id, position, pillar, section, label_ja, name_ja, name_en, unit, kind, value_type, comparable_from
);

create table marts.dim_target as
from (values
    ('current', '現行', 'current', 'initial', date '2023-04-01', false, '目標（現行）'),
    ('revised', '変更案!B1', 'revised', 'all', date '2024-04-01', true, '目標（変更案）')
) as made_up (
    target_version, target_version_ja, target_version_en, budget_reading, effective_from, is_in_force, source_document
), (values ('wins'), ('firms')) as targeted (indicator_id);

create table marts.kpi_target_status as
select
    indicator_id, target_version, version_in_force as is_in_force, budget_reading, date '2026-10-31' as as_of_date,
    target::bigint as target, actual::bigint as actual, low::bigint as actual_low, high::bigint as actual_high,
    floor(actual * 1000 / target) / 10 as attainment_pct, target * 0.896 as pace, actual * 1.1 as forecast,
    null::double as forecast_low, actual * 1.2 as forecast_high, 0.25 as probability_met, status,
    '@理由 ' || actual as reason_ja, 'Because ' || actual as reason_en, excluded::bigint as excluded,
    ['gap-1'] as gap_ids, indicators.position, indicators.unit, effective_from
from (values
    ('wins', 'current', false, 'initial', 370, 342, 341, null, 'on_track', 0, date '2023-04-01'),
    ('wins', 'revised', true, 'all', 376, 350, 349, 355, 'not_assessable', 9, date '2024-04-01'),
    ('firms', 'current', false, 'initial', 16000, 14640, 14640, 14644, 'at_risk', 0, date '2023-04-01'),
    ('firms', 'revised', true, 'all', 16251, 14798, 14798, 14802, 'met', 0, date '2024-04-01'),
    ('farm', 'current', false, 'all', null, 1900, 1900, 1979, 'no_target', 0, date '2023-04-01'),
    ('farm', 'revised', true, 'all', null, 1900, 1900, 1979, 'no_target', 0, date '2024-04-01')
) as made_up (
    indicator_id, target_version, version_in_force, budget_reading, target, actual, low, high, status, excluded,
    effective_from
)
inner join marts.dim_indicator as indicators using (indicator_id);

create table marts.target_comparison as
select
    made_up.indicator_id, indicators.position, indicators.section, indicators.name_ja, indicators.name_en,
    indicators.unit, made_up.target_version, versions.target_version_ja, versions.target_version_en,
    versions.effective_from, versions.is_in_force, versions.budget_reading, made_up.base as target_base,
    made_up.supplement as target_supplement, base + supplement as target, case when supplement > 0 then base end
        as previous_target, case when supplement > 0 then supplement end as uplift,
    case when supplement > 0 then round(supplement * 100.0 / base, 1) end as uplift_pct,
    initial as actual_initial, initial as actual_initial_low, null::bigint as actual_initial_high,
    suppl as actual_supplementary, suppl as actual_supplementary_low, suppl as actual_supplementary_high,
    whole as actual_all, whole as actual_all_low, whole as actual_all_high, twice as actual_both, 0 as actual_unknown,
    floor(initial * 1000 / (base + supplement)) / 10 as attainment_initial_pct,
    floor(suppl * 1000 / nullif(supplement, 0)) / 10 as attainment_supplementary_pct,
    floor(whole * 1000 / (base + supplement)) / 10 as attainment_all_pct,
    'on_track' as status, ['gap-1'] as gap_ids
from (values
    ('wins', 'current', 370, 0, 342, 8, 350, 0), ('wins', 'revised', 370, 6, 342, 8, 350, 0),
    ('firms', 'current', 16000, 0, 14640, 260, 14798, 102), ('firms', 'revised', 16000, 251, 14640, 260, 14798, 102)
) as made_up (indicator_id, target_version, base, supplement, initial, suppl, whole, twice)
inner join marts.dim_indicator as indicators using (indicator_id)
inner join marts.dim_target as versions using (indicator_id, target_version);

-- Months of all in-scope cases; a company of firms was paid for by both budgets. One year of the amount is not told.
create table marts.kpi_pillar_1 as
select indicator_id, year::integer as fiscal_year, month::date as month, budget_source, '' as programme,
    value::decimal(28, 2) as value
from (values
    ('wins', 2023, '2023-05-01', 'initial', 52), ('wins', 2024, '2024-05-01', 'initial', 100),
    ('wins', 2024, '2024-06-01', 'initial', 13), ('wins', 2024, '2024-06-01', 'supplementary_r5', 1),
    ('wins', 2025, '2025-05-01', 'initial', 120), ('wins', 2026, '2026-05-01', 'initial', 64),
    ('amount', 2023, '2023-05-01', 'unknown', 1500000.25), ('amount', 2024, '2024-05-01', 'unknown', null),
    ('amount', 2024, '2024-06-01', 'unknown', 7000000), ('amount', 2025, '2025-05-01', 'unknown', 2500000.5),
    ('jobs', 2023, '2023-05-01', 'unknown', 7), ('jobs', 2024, '2024-05-01', 'unknown', null),
    ('liaison', 2023, '2023-05-01', 'unknown', 40), ('liaison', 2025, '2025-05-01', 'unknown', 60)
) as made_up (indicator_id, year, month, budget_source, value);

create table marts.kpi_pillar_2 as
select 'farm' as indicator_id, year::integer as fiscal_year, make_date(year, 4, 1) as month, 'initial' as budget_source,
    '' as programme, 950::decimal(28, 2) as value
from (values (2023), (2024)) as years (year);

create table marts.kpi_pillar_3 as
select 'firms' as indicator_id, year::integer as fiscal_year, make_date(year, 4, 1) as month,
    'initial' as budget_source, '' as programme, value::decimal(28, 2) as value
from (values (2023, 3644), (2024, 3923), (2025, 4155), (2026, 3076)) as years (year, value);

create table marts.kpi_fiscal_years as
select indicator_id, fiscal_year, 'all' as budget_source, if(bool_or(value is null), null, sum(value)) as value
from (from marts.kpi_pillar_1 union all from marts.kpi_pillar_2 union all from marts.kpi_pillar_3)
group by indicator_id, fiscal_year;

create table marts.kpi_lineage as
select indicator_id, [reading] as budget_readings, 'counted' as outcome, year::integer as fiscal_year,
    value::decimal(28, 2) as value
from (values
    ('wins', 'initial', 2023, 52), ('wins', 'initial', 2024, 113), ('wins', 'initial', 2025, 115),
    ('wins', 'initial', 2026, 62), ('wins', 'supplement', 2024, 1), ('wins', 'supplement', 2025, 5),
    ('wins', 'supplement', 2026, 2), ('firms', 'initial', 2023, 3644), ('firms', 'initial', 2024, 3863),
    ('firms', 'initial', 2025, 4095), ('firms', 'initial', 2026, 3038), ('firms', 'supplement', 2024, 96),
    ('firms', 'supplement', 2025, 97), ('firms', 'supplement', 2026, 67), ('amount', 'initial', 2024, 5)
) as made_up (indicator_id, reading, year, value);

create table marts.monitored_figures as
select
    indicator_id, value_type, actual::decimal(28, 2) as actual, actual::decimal(28, 2) as actual_low,
    high::decimal(28, 2) as actual_high, gap_ids, rates_ja is not null as needs_response_rate, rate as response_rate,
    rates_ja as response_rates_ja, rates_en as response_rates_en, narrative,
    case when narrative is not null then date '2026-09-30' end as narrative_dated_on
from (values
    ('amount', 'amount', 12000000.75, 12000000.75, ['gap-1'], 0.5, '投資金額 50.0%（2/4）', 'amount 50.0 % (2 of 4)', null),
    ('jobs', 'count', null, null, []::varchar[], 0.5, '雇用者数 50.0%（2/4）', 'jobs 50.0 % (2 of 4)', null),
    ('rate', 'ratio', 64.02, 64.02, []::varchar[], 0.6402, '合計 64.0%', 'total 64.0 %', null),
    ('liaison', 'count', 100, null, []::varchar[], null, null, null, null),
    ('story', 'narrative', null, null, []::varchar[], null, null, null, E'-試行\n・𠮷本の窓口')
) as made_up (indicator_id, value_type, actual, high, gap_ids, rate, rates_ja, rates_en, narrative);

create table marts.dim_series_break as
select 'liaison' as indicator_id, 'scope_widened' as kind, date '2024-04-01' as break_date, true as has_happened,
    '連携先が広がった。' as note_ja, 'Scope was widened.' as note_en;

create table marts.survey_response_rates as
select subject, item, year::integer as fiscal_year, unit, due::bigint as due, due::bigint as sent, valid::bigint as answered,
    valid::bigint as valid, 0::bigint as declined, (due - valid)::bigint as no_reply, 0::bigint as not_due,
    0::bigint as not_sent, valid / nullif(due, 0) as response_rate, total::decimal(28, 2) as total
from (values
    ('fdi', 'investment_amount', 2024, '円', 3, 1, null), ('fdi', 'investment_amount', 2025, '円', 3, 2, 2500000.5),
    ('fdi', 'new_jobs', 2025, '人', 0, 0, null), ('other', '@item', 2025, '人', 7, 5, 0)
) as made_up (subject, item, year, unit, due, valid, total);

create table marts.data_gaps as
select gap_id, gap_id || '__rule' as expectation_id, severity, status, '=fdi_cases' as source, 2024 as fiscal_year,
    ['wins', 'unheard_of'] as indicator_ids, 7::bigint as records, low::decimal(28, 2) as effect_low,
    high::decimal(28, 2) as effect_high, blocking, 'planning' as owner, date '2026-09-30' as first_seen,
    date '2026-10-31' as last_seen, resolved_on, accepted_until, '-小さい' as accepted_reason, 'planning' as accepted_by,
    '=cmd|''/c calc''!A1 ' || gap_id as detail_ja, E'\tTabbed ' || gap_id as detail_en
from (values
    ('gap-0', 'critical', 'resolved', 0, 0, false, date '2026-10-31', null),
    ('gap-1', 'error', 'failed', -2, null, true, null, null),
    ('gap-2', 'warning', 'accepted', 0, 4, false, null, date '2026-12-31')
) as made_up (gap_id, severity, status, low, high, blocking, resolved_on, accepted_until);

create table marts.narratives as
from (values
    ('story', date '2026-09-30', E'-試行\n・𠮷本の窓口', true, 'narratives/story_20260930.txt'),
    ('story', date '2026-03-31', '＝以前の文', false, 'narratives/story_20260331.txt')
) as made_up (indicator_id, dated_on, text, is_current, source_file);

create table marts.data_origin as
select date '2026-10-31' as as_of_date, true as is_synthetic, '合成データによる。' as notice_ja,
    'Made from synthetic data.' as notice_en, '0' as code_version;
