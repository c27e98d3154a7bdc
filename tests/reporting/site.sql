-- Made-up marts of the whole site, beside those of comparison.sql: two targets of pillar 1 and one of pillar 3, a suppressed
-- amount, a break of a series, an unbounded gap, an accepted and a resolved one, two reports, texts with markup in them.
create schema marts;

create table marts.dim_date as
select
    day::date as date, date_trunc('month', day)::date as month, year(day - interval 3 month)::integer as fiscal_year,
    '令和' || (year(day - interval 3 month) - 2018) || '年度' as fiscal_year_ja,
    'FY' || year(day - interval 3 month) as fiscal_year_en, true as is_in_period
from generate_series(timestamp '2023-04-01', timestamp '2027-03-31', interval 1 day) as days (day);

create table marts.dim_section as
select
    section, position::integer as position, section[1] as pillar, name_ja, name_en, has_sources, indicators::bigint as indicators,
    targets::bigint as targets, note_ja, note_en, '柱' || section[1] as pillar_name_ja, 'Pillar ' || section[1] as pillar_name_en
from (values
    ('1-1', 1, '対日直接投資', 'Foreign direct investment', true, 4, 2, null, null),
    ('1-3', 2, '高度外国人材', 'High-skilled personnel', false, 0, 0, '文書では略。', 'Left out in the document.'),
    ('2', 3, '農林水産物・食品', 'Agriculture and food', true, 1, 0, null, null),
    ('3', 4, '海外展開支援', 'Overseas expansion', true, 2, 1, null, null),
    ('4', 5, '通商政策', 'Trade policy', true, 0, 0, null, null)
) as made_up (section, position, name_ja, name_en, has_sources, indicators, targets, note_ja, note_en);

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
    indicator_id, position::integer as position, section[1] as pillar, section, name_ja, name_en, unit, kind, value_type,
    null::varchar as change_note
from (values
    ('fdi_success', 1, '1-1', '対日投資誘致成功件数', 'FDI attraction successes', '件', 'target', 'count'),
    ('fdi_support', 2, '1-1', '対日投資<支援>件数', 'FDI projects <supported>', '件', 'target', 'count'),
    ('fdi_amount', 3, '1-1', '対日投資金額', 'FDI amount', '円', 'monitoring', 'amount'),
    ('gov_liaison_count', 4, '1-1', '政府との連携活動件数', 'Liaison with the government', '件', 'monitoring', 'count'),
    ('ovs_success', 5, '3', '海外展開成功件数', 'Overseas-expansion successes', '件', 'target', 'count'),
    ('partner_trials', 6, '3', '連携の試行', 'Trials of cooperation', null, 'monitoring', 'narrative'),
    ('agrifood_success', 7, '2', '農林水産物・食品の成功件数', 'Agriculture and food successes', '件', 'tally', 'count'),
    ('coercion_consultations', 8, '4', '経済的威圧に関する相談', 'Consultations on economic coercion', '件', 'tally', 'count')
) as made_up (indicator_id, position, section, name_ja, name_en, unit, kind, value_type);

create table marts.kpi_target_status as
select
    indicator_id, pillar, section, name_ja, name_en, unit, indicator_id = 'fdi_success' as is_core, target_version,
    target_version = 'revised' as is_in_force, if(target_version = 'revised', 'all', 'initial') as budget_reading,
    date '2026-10-31' as as_of_date, target::bigint as target, actual::bigint as actual, low::bigint as actual_low,
    high::bigint as actual_high, floor(1000.0 * actual / target) / 10 as attainment_pct, pace::double as pace,
    if(target is null, null, 'linear') as pace_basis, forecast::double as forecast, forecast - 25.0 as forecast_low,
    forecast + 25.0 as forecast_high, probability::double as probability_met, status, '理由 & 根拠。' as reason_ja,
    'Because & so.' as reason_en, gaps as gap_ids, excluded::bigint as excluded, '案件番号ごとに一度。' as counting_rule,
    'Once per case number.' as counting_rule_en, position,
    if(target_version = 'revised', date '2024-04-01', date '2023-04-01') as effective_from
from (values
    ('fdi_success', 'current', 370, 342, 341, 347, 331.8, 395, 0.92, 'on_track', ['gap-1'], 0),
    ('fdi_success', 'revised', 376, 350, 349, null, 337.1, 404, 0.94, 'not_assessable', ['gap-1', 'gap-2'], 0),
    ('fdi_support', 'current', 3700, 3437, 3437, 3437, 3317.6, 3880, 1, 'met', [], 0),
    ('fdi_support', 'revised', 3760, 3498, 3498, 3498, 3371.4, 3952, 0, 'waived', [], 7),
    ('ovs_success', 'current', 57000, 51176, 51156, 51199, 51108.8, null, null, 'at_risk', [], 0),
    ('ovs_success', 'revised', 57902, 52080, 52060, 52099, 51917.6, null, null, 'missed', [], 55),
    ('fdi_amount', 'revised', null, 1234567, 1234567, 1234567, null, null, null, 'no_target', [], 0),
    ('agrifood_success', 'revised', null, 1900, 1900, 1979, null, null, null, 'no_target', ['gap-2'], 0)
) as made_up (
    indicator_id, target_version, target, actual, low, high, pace, forecast, probability, status, gaps, excluded
)
inner join marts.dim_indicator using (indicator_id);

create table marts.target_run_rate as
select
    indicator_id, target_version, target - actual as remaining, 5.25::double as required_per_month,
    actual / 43.0 as average_per_month
from marts.kpi_target_status
where target is not null;

-- 2023 brings a little, each month a little more; a quarter is of the supplementary budget from 2024 on.
create table marts.kpi_pillar_1 as
select
    indicator_id, year(month - interval 3 month)::integer as fiscal_year, month::date as month, budget_source,
    '事業' as programme, value::decimal(28, 2) as value, false as is_before_break
from generate_series(timestamp '2023-04-01', timestamp '2026-10-01', interval 1 month) as months (month)
cross join (values ('fdi_success', 'initial', 6), ('fdi_success', 'supplementary_r5', 2), ('fdi_support', 'initial', 60)) as sources (
    indicator_id, budget_source, value
)
where budget_source = 'initial' or month >= timestamp '2024-04-01'
union all
-- One month of 2025 is suppressed, and with it the year and all that is summed up from it on.
select 'fdi_amount', fiscal_year, month, 'unknown', '', value::decimal(28, 2), false
from (values
    (2024, date '2024-06-01', 500000.25), (2025, date '2025-05-01', 250000), (2025, date '2025-06-01', null),
    (2026, date '2026-04-01', 100000)
) as amounts (fiscal_year, month, value)
union all
select 'gov_liaison_count', fiscal_year, month, 'unknown', '', value, month < date '2024-04-01'
from (values (2023, date '2023-06-01', 10), (2024, date '2024-06-01', 20), (2026, date '2026-06-01', 30)) as counts (
    fiscal_year, month, value
);

create table marts.kpi_pillar_2 as
select 'agrifood_success' as indicator_id, 2025 as fiscal_year, date '2025-06-01' as month, 'initial' as budget_source,
    '' as programme, 1900::decimal(28, 2) as value, false as is_before_break;

create table marts.kpi_pillar_3 as
select 'ovs_success' as indicator_id, 2023 + n as fiscal_year, make_date(2023 + n, 6, 1) as month, 'initial' as budget_source,
    '' as programme, (13000 + 7 * n)::decimal(28, 2) as value, false as is_before_break
from range(4) as years (n);

create table marts.kpi_pillar_4 as
select * from marts.kpi_pillar_2 where false;

-- The total of 2025 is published, though the value of one of its months is not.
create table marts.kpi_fiscal_years as
select
    indicator_id, pillar, fiscal_year, coalesce(budget_source, 'all') as budget_source,
    case
        when indicator_id <> 'fdi_amount' or fiscal_year <> 2025 then sum(value)
        when budget_source is null then 900000
    end::decimal(28, 2) as value,
    indicator_id = 'fdi_amount' and fiscal_year = 2025 and budget_source is not null as is_suppressed
from (from marts.kpi_pillar_1 union all from marts.kpi_pillar_2 union all from marts.kpi_pillar_3)
inner join marts.dim_indicator using (indicator_id)
group by grouping sets ((indicator_id, pillar, fiscal_year, budget_source), (indicator_id, pillar, fiscal_year));

create table marts.monitored_figures as
select
    actual is null as is_suppressed,
    indicator_id, position, pillar, section, name_ja, name_en, unit, value_type, actual::decimal(28, 2) as actual,
    actual::decimal(28, 2) as actual_low, actual::decimal(28, 2) as actual_high, indicator_id = 'fdi_amount' as needs_response_rate,
    if(indicator_id = 'fdi_amount', '投資金額 58.3%（186/319）', null) as response_rates_ja,
    if(indicator_id = 'fdi_amount', 'investment amount 58.3 % (186 of 319)', null) as response_rates_en, narrative,
    if(narrative is null, null, date '2026-09-30') as narrative_dated_on, []::varchar[] as gap_ids
from (values
    ('fdi_amount', null, null), ('gov_liaison_count', 60, null),
    ('partner_trials', null, E'一行目。\n<b>二行目</b>')
) as made_up (indicator_id, actual, narrative)
inner join marts.dim_indicator using (indicator_id);

create table marts.dim_series_break as
select 'gov_liaison_count' as indicator_id, date '2024-04-01' as break_date, 'scope_widened' as kind, false as is_comparable,
    '連携先が広がった。' as note_ja, 'Its scope was widened.' as note_en;

create table marts.coercion_response_times as
select 2025 as fiscal_year, 'petition' as response, 10::bigint as consultations, 7::bigint as closed, 3::bigint as still_open,
    0::bigint as unclear, 63.0::double as median_days, 100.4::double as p90_days, 30 as in_time_days, 0.1::double as in_time_share;

create table marts.survey_response_rates as
select
    'fdi' as subject, 'investment_amount' as item, fiscal_year::integer as fiscal_year, '円' as unit, due::bigint as due,
    sent::bigint as sent, answered::bigint as answered, valid::bigint as valid, 1::bigint as declined, 2::bigint as no_reply,
    3::bigint as not_due, 4::bigint as not_sent, valid / due as response_rate, total::decimal(28, 2) as total
from (values (2023, 8, 8, 7, 8, 1234.5), (2024, 102, 102, 76, 68, null), (2025, 3, 3, 0, 0, null)) as made_up (
    fiscal_year, due, sent, answered, valid, total
);

create table marts.data_gaps as
select
    gap_id, 'fdi_cases__' || gap_id[5:] || '__missing' as expectation_id, severity, status, 'fdi_cases' as source, 2024 as fiscal_year,
    ['fdi_success'] || if(gap_id = 'gap-2', ['agrifood_success'], []) as indicator_ids, records::bigint as records,
    severity = 'critical' as blocking, if(records = 120, -12, 0)::decimal(28, 2) as effect_low,
    if(gap_id = 'gap-2', null, 1)::decimal(28, 2) as effect_high, owner, date '2026-08-31' as first_seen, date '2026-10-31' as last_seen, resolved_on,
    accepted_until, accepted_reason, accepted_by, '説明<i>' || gap_id as detail_ja, 'Detail <i> of ' || gap_id as detail_en
from (values
    ('gap-1', 'error', 'failed', 'invest_japan', 120, null, null, null, null),
    ('gap-2', 'warning', 'accepted', 'planning', 1, null, date '2026-12-31', 'Small & known.', 'planning'),
    ('gap-3', 'critical', 'could_not_run', 'planning', null, null, null, null, null),
    ('gap-4', 'error', 'resolved', 'invest_japan', 1, date '2026-09-30', null, null, null),
    ('gap-5', 'info', 'failed', 'not "plain"', 1, null, null, null, null)
) as made_up (
    gap_id, severity, status, owner, records, resolved_on, accepted_until, accepted_reason, accepted_by
);

create table marts.data_gap_effects as
select gap_id, indicator_id, budget_reading, low::decimal(28, 2) as effect_low, high::decimal(28, 2) as effect_high
from (values
    ('gap-1', 'fdi_success', 'all', -12, 1), ('gap-1', 'fdi_success', 'initial', -11, 1), ('gap-2', 'fdi_success', 'all', 0, null),
    ('gap-2', 'agrifood_success', 'all', 0, 79), ('gap-5', 'fdi_success', 'supplement', 0, 1)
) as made_up (gap_id, indicator_id, budget_reading, low, high);

create table marts.data_gap_records as
select 'gap-1' as gap_id, n::integer as position, null::date as month, 2024 as fiscal_year,
    'fdi_cases/fdi_cases_FY2024_20250415.xlsx' as source_file, (n + 10)::integer as source_row, 'F-' || n as record_id
from range(1, 101) as numbers (n)
union all
select 'gap-2', 1, date '2026-06-01', 2026, null, null, null;

create table marts.target_status_history as
select
    as_of_date, indicator_id, target_version, target, actual - behind as actual, actual_low - behind as actual_low,
    actual_high - behind as actual_high, attainment_pct, pace, forecast, forecast_low, forecast_high, probability_met, status
from (select * replace (earlier as as_of_date), behind from marts.kpi_target_status cross join (values
    (date '2026-03-31', 60), (date '2026-09-30', 9), (date '2026-10-31', 0)
) as reports (earlier, behind));

create table marts.figure_changes as
select date '2026-09-30' as as_of_date, 'fdi_success' as indicator_id, target_version, change, 1 as old_revision,
    341::bigint as old_actual, new_actual::bigint as new_actual, new_actual - 341 as difference, old_status, new_status, files
from (values
    ('revised', 'restated', 343, null, null, ['a.xlsx', 'b.xlsx', 'c.xlsx', 'd<.xlsx']),
    ('current', 'reported_again', 330, 'on_track', 'at_risk', null)
) as made_up (target_version, change, new_actual, old_status, new_status, files);

create table marts.forecast_outcomes as
select
    date '2026-03-31' as as_of_date, indicator_id, name_ja, name_en, unit, target_version, target, actual, 400.4::double as forecast,
    375.0::double as forecast_low, 425.0::double as forecast_high, 365 as days_ahead, is_in_force as is_end_known,
    if(is_in_force, 410, null)::bigint as end_actual, if(is_in_force, -9.6, null)::double as error,
    if(is_in_force, -2.3, null)::double as error_pct, if(is_in_force, true, null) as is_within_interval
from marts.kpi_target_status
where indicator_id = 'fdi_success';

create table marts.data_origin as
select date '2026-10-31' as as_of_date, true as is_synthetic, '合成データによる。' as notice_ja,
    'Made from synthetic data.' as notice_en, '0' as code_version;
