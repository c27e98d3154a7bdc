-- Made-up marts of one indicator in two target versions: three gaps, one of them accepted, and one that is gone.
create schema marts;
create schema intermediate;
create schema landing;

create table marts.dim_date as select date '2023-04-01' as date, true as is_in_period;

create table marts.dim_section as
select '1-1' as section, 1 as position, '1' as pillar, '柱1' as pillar_name_ja, 'Pillar 1' as pillar_name_en;

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

create table marts.dim_indicator as
select
    'fdi_success' as indicator_id, '対日投資誘致成功件数' as name_ja, 'FDI attraction successes' as name_en, 1 as position,
    ['succeeded', 'confirmed', 'in_category', 'dated'] as conditions;

create table marts.kpi_target_status as
select
    'fdi_success' as indicator_id, '対日投資誘致成功件数' as name_ja, 'FDI attraction successes' as name_en, '件' as unit,
    target_version, target_version = 'revised' as is_in_force, budget_reading, date '2026-10-31' as as_of_date,
    '案件番号ごとに一度。' as counting_rule, 'Once per case number.' as counting_rule_en, 370::bigint as target_base,
    target - 370 as target_supplement, target::bigint as target, actual::bigint as actual, low::bigint as actual_low,
    high::bigint as actual_high, 91.0::double as attainment_pct, 337.1::double as pace, null::double as forecast,
    null::double as forecast_low, null::double as forecast_high, null::double as probability_met, status,
    status_at_low, status_at_high, '理由。' as reason_ja, 'Because.' as reason_en, 3::bigint as excluded,
    5::bigint as supplement_actual, ['gap-1', 'gap-2'] as gap_ids, 1 as position,
    effective_from
from (values
    ('current', 'initial', 370, 340, 339, null, 'not_assessable', 'on_track', 'met', date '2023-04-01'),
    ('revised', 'all', 376, 342, 330, 347, 'not_assessable', 'at_risk', 'on_track', date '2024-04-01')
) as made_up (
    target_version, budget_reading, target, actual, low, high, status, status_at_low, status_at_high, effective_from
);

create table marts.data_gaps as
select
    gap_id, 'a__b__' || gap_id[5:] as expectation_id, severity, status, 'fdi_cases' as source, 2024 as fiscal_year,
    ['fdi_success'] as indicator_ids, records::bigint as records, 0 as effect_low, 0 as effect_high, false as blocking,
    'invest_japan' as owner, date '2026-08-31' as first_seen, last_seen, resolved_on, accepted_until, accepted_reason,
    accepted_by, '[red]説明' || gap_id as detail_ja, '[red]Detail of ' || gap_id as detail_en, 'unknown-code' as runbook
from (values
    ('gap-1', 'error', 'failed', 7, date '2026-10-31', null, null, null, null),
    ('gap-2', 'warning', 'accepted', 1, date '2026-10-31', null, date '2026-12-31', 'Small.', 'planning'),
    ('gap-3', 'info', 'failed', 1, date '2026-10-31', null, null, null, null),
    ('gap-4', 'error', 'resolved', 1, date '2026-09-30', date '2026-10-31', null, null, null)
) as made_up (
    gap_id, severity, status, records, last_seen, resolved_on, accepted_until, accepted_reason, accepted_by
);

create table marts.data_gap_effects as
select gap_id, 'fdi_success' as indicator_id, budget_reading, low::decimal(28, 2) as effect_low,
    high::decimal(28, 2) as effect_high
from (values
    ('gap-1', 'all', -12, 1), ('gap-2', 'all', 0, 4), ('gap-1', 'initial', -1, null), ('gap-2', 'initial', 0, 2)
) as made_up (gap_id, budget_reading, low, high);

create table marts.data_gap_records as
select 'gap-1' as gap_id, n::integer as position, 'fdi_cases' as source, 2024 as fiscal_year, null::date as month,
    'fdi_cases/fdi_cases_FY2024_20250415.xlsx' as source_file, (n + 10)::integer as source_row, 'F-' || n as record_id
from range(1, 8) as numbers (n);

create table intermediate.int_closed_year_units as
select 'fdi_success' as indicator_id, 'F-1' as unit_id, 2024 as fiscal_year, 'fdi_cases' as source,
    'fdi_cases/fdi_cases_FY2024_20250415.xlsx' as source_file, 11 as source_row, 1::decimal(28, 2) as value;

create table landing.snapshots as
select 'fdi_cases' as source, 2024 as fiscal_year, date '2025-04-15' as snapshot_date,
    'fdi_cases/fdi_cases_FY2024_20250415.xlsx' as file, 'aa' as sha256, 40 as rows;

create table marts.target_status_history as
select as_of_date, indicator_id, target_version, target, 340 as actual, 370.4 as forecast, status
from marts.kpi_target_status;

create table marts.figure_changes as
select date '2026-09-30' as as_of_date, 'fdi_success' as indicator_id, target_version, change, 1 as old_revision,
    330::bigint as old_actual, 332::bigint as new_actual, files
from (values
    ('revised', 'restated', ['[red]a.xlsx', 'b.xlsx', 'c.xlsx', 'd.xlsx (no longer read)']),
    ('current', 'reported_again', null)
) as made_up (target_version, change, files);

create table marts.dim_count_reason as
from (values
    ('succeeded', 'met', null, '状態が成功', 'the status is success'),
    ('succeeded', 'failed', 'status_not_success', '状態が成功ではない', 'the status is not success'),
    ('confirmed', 'met', null, '確度が確定', 'the certainty is confirmed'),
    ('confirmed', 'open', 'certainty_unknown', '確度が不明', 'the certainty is unknown'),
    ('in_category', 'met', null, '区分が1～4', 'the category is one of 1 to 4'),
    ('dated', 'met', null, '判定日がある', 'the deciding date is given'),
    ('supported_before', 'doubted', 'no_earlier_support', '成功より前の支援がない', 'no support came before the success'),
    ('of_this_budget', 'failed', 'other_budget', '財源が別', 'another budget source'),
    ('of_this_budget', 'open', 'budget_unknown', '財源が不明', 'the budget source is unknown'),
    ('speaks_for_its_unit', 'failed', 'same_unit', '他の行が代表する', 'another row speaks for its unit')
) as made_up (condition, standing, reason, text_ja, text_en);

-- Five cases in six rows: one sent twice, one of the supplement, one without a budget source.
create table marts.kpi_lineage as
select
    'fdi_success' as indicator_id, made_up.budget_readings, made_up.outcome, reasons.reason, 'fdi_cases' as source,
    made_up.record_id, coalesce(made_up.record_id, 'fdi_cases/fdi_cases_FY2024_20250415.xlsx#' || made_up.n) as unit_id,
    'C1' as company_key, reasons.text_ja as reason_ja, reasons.text_en as reason_en, made_up.budget_source,
    '[red]事業' as programme, 'confirmed' as certainty,
    case when made_up.standing = 'failed' and made_up.outcome = 'not_counted' then [made_up.condition] else [] end
        as failed_conditions,
    case when made_up.standing = 'open' then [made_up.condition] else [] end as open_conditions,
    case when made_up.standing = 'doubted' then [made_up.condition] else [] end as doubts,
    case when made_up.standing = 'open' then ['gap-1'] else []::varchar[] end as gap_ids,
    1::decimal(28, 2) as quantity, (made_up.outcome = 'counted')::int::decimal(28, 2) as value,
    (made_up.outcome = 'counted' and made_up.standing is null)::int::decimal(28, 2) as value_low,
    (made_up.outcome in ('counted', 'open'))::int::decimal(28, 2) as value_high, 2024 as fiscal_year,
    date '2024-05-01' as month, made_up.deciding_date, 'fdi_cases/fdi_cases_FY2024_20250415.xlsx' as source_file,
    made_up.n as source_row
from (values
    (11, 'F-1', ['all', 'initial'], 'counted', null, null, 'initial', date '2024-05-02'),
    (12, 'F-1', ['all', 'initial'], 'merged', 'speaks_for_its_unit', 'failed', 'initial', date '2024-05-03'),
    (13, 'F-2', ['all', 'supplement'], 'counted', 'supported_before', 'doubted', 'supplementary_r5', date '2024-05-04'),
    (14, 'F-3', ['all', 'initial', 'supplement'], 'not_counted', 'succeeded', 'failed', 'initial', date '2024-05-05'),
    (15, null, ['all', 'initial'], 'open', 'confirmed', 'open', 'initial', date '2024-05-06'),
    (16, 'F-5', ['all'], 'counted', null, null, null, date '2024-05-07'),
    (16, 'F-5', ['initial', 'supplement'], 'open', 'of_this_budget', 'open', null, date '2024-05-07')
) as made_up (n, record_id, budget_readings, outcome, condition, standing, budget_source, deciding_date)
left join marts.dim_count_reason as reasons
    on made_up.condition = reasons.condition and made_up.standing = reasons.standing;

create table marts.data_origin as
select date '2026-10-31' as as_of_date, true as is_synthetic, '合成データによる。' as notice_ja,
    'Made from synthetic data.' as notice_en, '0' as code_version;
