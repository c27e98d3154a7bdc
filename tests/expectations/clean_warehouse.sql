-- A made-up warehouse without any gap, as of 2026-10-31: two or three rows for each table that a suite examines.
-- Every bad fixture changes one of these rows. All names and numbers are synthetic.
create schema staging;
create schema intermediate;
create schema marts;

create macro lineage(file, line) as {
    'source_file': file, 'source_row': line, 'source_sha256': 'synthetic',
    'file_fiscal_year': 2024, 'snapshot_date': date '2025-04-15', 'unreadable_columns': cast(null as varchar)
};

create table intermediate.int_fdi_cases as
select
    case_id, cast(support_date as date) as support_date, cast(success_date as date) as success_date, category, status,
    status as status_text, category as category_text, certainty, certainty as certainty_text, budget_source,
    budget_source as budget_source_text, 'Programme A' as programme, 'company-1' as company_key,
    'corporate_number' as company_match, cast(true as boolean) as corporate_number_is_valid, 1 as occurrence,
    false as is_conflicting_duplicate, false as is_also_collaboration,
    unnest(lineage('fdi_cases_FY2024_20250415.xlsx', line))
from (values
    ('F-1', '2024-04-01', '2025-06-30', '1', 'success', 'confirmed', 'initial', 3),
    ('F-2', '2024-05-01', null, null, 'in_support', null, 'supplementary_r5', 4),
    ('F-3', '2024-06-01', null, null, 'cancelled', null, 'initial', 5),
    -- An expected success may lie in the future.
    ('F-4', '2024-07-01', '2027-02-01', '2', 'success', 'expected', 'initial', 6)
) as made_up (case_id, support_date, success_date, category, status, certainty, budget_source, line);

create table intermediate.int_collaboration_cases as
select * exclude (is_also_collaboration) replace ('C' || case_id as case_id), false as is_also_fdi
from intermediate.int_fdi_cases;

create table intermediate.int_startup_cases as
select
    case_id, cast(support_date as date) as support_date, cast(success_date as date) as success_date, success_type,
    certainty, certainty as certainty_text, budget_source, budget_source as budget_source_text,
    'Programme B' as programme, cast(true as boolean) as corporate_number_is_valid, 1 as occurrence,
    false as is_conflicting_duplicate, unnest(lineage('startup_cases_FY2024_20250415.xlsx', line))
from (values
    ('S-1', '2024-04-01', '2025-06-30', 'overseas', 'confirmed', 'initial', 3),
    ('S-2', '2024-05-01', null, null, null, 'supplementary_r5', 4)
) as made_up (case_id, support_date, success_date, success_type, certainty, budget_source, line);

create table intermediate.int_overseas_support as
select
    case_id, 'Made-up Company' as company_name, cast(support_date as date) as support_date, 'Programme C' as programme,
    'initial' as budget_source, 'initial' as budget_source_text, 'company-1' as company_key,
    'corporate_number' as company_match, true as company_is_resolved,
    cast(is_valid as boolean) as corporate_number_is_valid, 1 as occurrence,
    false as is_conflicting_duplicate, unnest(lineage('overseas_support_FY2024_20250415.csv', line))
from (values ('O-1', '2024-04-01', true, 2), ('O-2', '2024-05-01', null, 3)) as made_up (case_id, support_date, is_valid, line);

create table intermediate.int_overseas_success as
select
    success_id, case_id, cast(success_date as date) as success_date, cast(amount as decimal(24, 4)) as amount,
    1000000 as unit, 'JPY' as currency, amount * 1000000 as amount_jpy, certainty, certainty as certainty_text,
    'initial' as budget_source, 'initial' as budget_source_text, 'Programme C' as programme, true as has_support,
    cast(true as boolean) as corporate_number_is_valid, 1 as occurrence, false as is_conflicting_duplicate,
    unnest(lineage('overseas_success_FY2024_20250415.csv', line))
from (values
    ('X-1', 'O-1', '2024-09-01', 0, 'confirmed', 2),
    ('X-2', 'O-1', '2024-09-02', null, 'withdrawn', 3),
    ('X-3', 'O-2', '2027-03-01', 5, 'expected', 4)
) as made_up (success_id, case_id, success_date, amount, certainty, line);

create table intermediate.int_agrifood_cases as
select * replace ('A' || success_id as success_id) from intermediate.int_overseas_success;

create table staging.stg_coercion_consultations as
select
    case_id, date '2024-08-01' as received_date, 'information' as response, '情報提供' as response_text,
    cast(null as date) as closed_date, unnest(lineage('coercion_consultations_FY2024_20250415.csv', line))
from (values ('K-1', 2), ('K-2', 3)) as made_up (case_id, line);

create table staging.stg_entrepreneur_programme as
select
    participant_id, date '2024-08-01' as start_date, cast(null as date) as end_date, 'initial' as budget_source,
    'Programme D' as programme, unnest(lineage('entrepreneur_programme_FY2024_20250415.csv', line))
from (values ('P-1', 2), ('P-2', 3)) as made_up (participant_id, line);

create table staging.stg_activities as
select
    activity_id, date '2024-08-01' as activity_date, '1-1' as section, 'pr_event' as activity_type,
    '広報イベント' as activity_type_text, 1 as count, unnest(lineage('activities_FY2024_20250415.xlsx', line))
from (values ('V-1', 3), ('V-2', 4)) as made_up (activity_id, line);

create table staging.stg_web_analytics as
select month, site, views, unnest(lineage('web_analytics_FY2024_20250415.csv', line))
from (values
    (date '2024-04-01', 'en', 0, 2), (date '2024-04-01', 'ja', 20, 3), (date '2024-05-01', 'en', 30, 4)
) as made_up (month, site, views, line);

create table staging.stg_outcome_survey as
select
    survey_id, subject, case_id, date '2025-01-10' as sent_date, date '2025-02-10' as due_date,
    'no_reply' as response_status, '未回答' as response_status_text,
    unnest(lineage('outcome_survey_FY2024_20250415.csv', line))
from (values ('Q-1', 'fdi', 'F-1', 2), ('Q-2', 'overseas', 'O-1', 3)) as made_up (survey_id, subject, case_id, line);

create table intermediate.int_survey_responses as
select *, true as has_case from staging.stg_outcome_survey;

create table marts.survey_response_rates as
select * from (values
    ('fdi', 'new_jobs', 2024, 10, 10, 6, 5, 1, 0.5::double, 12::double),
    -- Nothing is due yet: no rate, no gap.
    ('fdi', 'new_jobs', 2026, 0, 3, 0, 0, 0, 0.0::double, 0::double)
) as made_up (subject, item, fiscal_year, due, sent, answered, valid, declined, response_rate, total);

create table staging.stg_fx_rates as
select month, currency, yen_per_unit, unnest(lineage('fx_rates_FY2024_20250415.csv', line))
from (values (date '2024-09-01', 'USD', 150.5, 2), (date '2024-09-01', 'EUR', 160.5, 3)) as made_up (month, currency, yen_per_unit, line);

create table intermediate.int_fx_needs as
select * from (values
    (date '2024-09-01', 'USD', 4, true, 'outcome_survey', 2024), (date '2024-09-01', 'EUR', 1, true, 'overseas_success', 2024)
) as made_up (month, currency, records, has_rate, source, fiscal_year);

create table intermediate.int_source_fiscal_years as
select * from (values
    ('fdi_cases', 2024, 1, 4, date '2025-04-15', 0, 35, true, false, 0, null::varchar, 0, null::varchar),
    -- A year without rows need not have a file.
    ('coercion_consultations', 2023, 0, 0, null, null, 35, false, false, 0, null, 0, null)
) as made_up (
    source, fiscal_year, files, rows, newest_snapshot_date, days_since_snapshot, cadence_days, is_file_expected, is_stale,
    quarantined_files, quarantine_errors, rejected_rows, rejected_places
);

create table intermediate.int_source_months as
select * from (values
    ('fdi_cases', 2024, date '2024-04-01', 2, true), ('fdi_cases', 2024, date '2024-05-01', 0, false)
) as made_up (source, fiscal_year, month, rows, is_expected);

create schema expectations;
create table expectations.decisions as
select
    kind, expectation_id, cast(null as varchar) as gap_id, source, cast(null as integer) as fiscal_year,
    cast(null as double) as value, 'Made up' as reason, 'planning' as decided_by, cast(null as date) as decided_on,
    review_on, true as is_known, date '2026-10-31' as as_of
from (values
    -- The last day of a term still belongs to it.
    ('threshold', 'survey_response__rate__below_threshold', 'outcome_survey', date '2026-10-31'),
    ('waiver', 'fdi_cases__case_id__duplicate', 'fdi_cases', date '2027-03-31')
) as made_up (kind, expectation_id, source, review_on);

-- Nothing changed, so there is no row.
create table intermediate.int_closed_year_changes as
select
    'fdi_success' as indicator_id, 'F-1' as unit_id, 2024 as fiscal_year, 'fdi_cases' as source,
    'fdi_cases_FY2024_20250415.xlsx' as source_file, 3 as source_row, 'fdi_success changed 1' as change_shown
where false;

drop macro lineage;
