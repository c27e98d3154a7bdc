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
    false as is_conflicting_duplicate, false as is_also_collaboration, '米国' as country, '東京都' as prefecture,
    date '2024-04-01' as registered_from, false as budget_contradicts_programme,
    unnest(lineage('fdi_cases_FY2024_20250415.xlsx', line))
from (values
    ('F-1', '2024-04-01', '2025-03-30', '1', 'success', 'confirmed', 'initial', 3),
    ('F-2', '2024-05-01', null, null, 'in_support', null, 'supplementary_r5', 4),
    ('F-3', '2024-06-01', null, null, 'cancelled', null, 'initial', 5),
    -- An expected success may lie in the future.
    ('F-4', '2024-07-01', '2027-02-01', '2', 'success', 'expected', 'initial', 6)
) as made_up (case_id, support_date, success_date, category, status, certainty, budget_source, line);

create table intermediate.int_collaboration_cases as
select
    * exclude (is_also_collaboration, prefecture) replace ('C' || case_id as case_id), false as is_also_fdi,
    'domestic' as scope, '国内' as scope_text, 'equity' as form, '出資' as form_text
from intermediate.int_fdi_cases;

create table intermediate.int_startup_cases as
select
    case_id, cast(support_date as date) as support_date, cast(success_date as date) as success_date, success_type,
    certainty, certainty as certainty_text, budget_source, budget_source as budget_source_text,
    'Programme B' as programme, cast(true as boolean) as corporate_number_is_valid, 1 as occurrence,
    false as is_conflicting_duplicate, 'Training' as support_type,
    date '2024-04-01' as registered_from, false as budget_contradicts_programme,
    unnest(lineage('startup_cases_FY2024_20250415.xlsx', line))
from (values
    ('S-1', '2024-04-01', '2025-03-30', 'overseas', 'confirmed', 'initial', 3),
    ('S-2', '2024-05-01', null, null, null, 'supplementary_r5', 4)
) as made_up (case_id, support_date, success_date, success_type, certainty, budget_source, line);

create table intermediate.int_overseas_support as
select
    case_id, 'Made-up Company' as company_name, cast(support_date as date) as support_date, 'Programme C' as programme,
    'initial' as budget_source, 'initial' as budget_source_text, 'company-1' as company_key,
    'corporate_number' as company_match, true as company_is_resolved,
    cast(is_valid as boolean) as corporate_number_is_valid, 1 as occurrence,
    false as is_conflicting_duplicate, '東京都' as prefecture,
    date '2024-04-01' as registered_from, false as budget_contradicts_programme,
    unnest(lineage('overseas_support_FY2024_20250415.csv', line))
from (values ('O-1', '2024-04-01', true, 2), ('O-2', '2024-05-01', null, 3)) as made_up (case_id, support_date, is_valid, line);

create table intermediate.int_overseas_success as
select
    success_id, case_id, cast(success_date as date) as success_date, cast(amount as decimal(24, 4)) as amount,
    1000000 as unit, 'JPY' as currency, amount * 1000000 as amount_jpy, certainty, certainty as certainty_text,
    'initial' as budget_source, 'initial' as budget_source_text, 'Programme C' as programme, true as has_support,
    cast(true as boolean) as corporate_number_is_valid, 1 as occurrence, false as is_conflicting_duplicate,
    '東京都' as prefecture, '米国' as country, 'export' as success_type, '輸出' as success_type_text,
    '百万円' as unit_text, 'JPY' as currency_text,
    date '2024-04-01' as registered_from, false as budget_contradicts_programme,
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
    '当初予算' as budget_source_text,
    'Programme D' as programme, unnest(lineage('entrepreneur_programme_FY2024_20250415.csv', line))
from (values ('P-1', 2), ('P-2', 3)) as made_up (participant_id, line);

create table staging.stg_activities as
select
    activity_id, date '2024-08-01' as activity_date, '1-1' as section, '1-1' as section_text, 'pr_event' as activity_type,
    '広報イベント' as activity_type_text, 1 as count, unnest(lineage('activities_FY2024_20250415.xlsx', line))
from (values ('V-1', 3), ('V-2', 4)) as made_up (activity_id, line);

create table staging.stg_web_analytics as
select month, site, views, unnest(lineage('web_analytics_FY2024_20250415.csv', line))
from (values
    (date '2024-04-01', 'en', 0, 2), (date '2024-04-01', 'ja', 20, 3), (date '2024-05-01', 'en', 30, 4)
) as made_up (month, site, views, line);

create table staging.stg_outcome_survey as
select
    survey_id, subject, subject as subject_text, case_id, date '2025-01-10' as sent_date, date '2025-02-10' as due_date,
    cast(answered_date as date) as answered_date, response_status, response_status_text,
    cast(investment_amount as decimal(24, 4)) as investment_amount, false as investment_amount_is_declined,
    cast(null as decimal(24, 4)) as equity_amount, false as equity_amount_is_declined,
    cast(null as decimal(24, 4)) as enterprise_value, false as enterprise_value_is_declined,
    cast(new_jobs as decimal(24, 4)) as new_jobs, false as new_jobs_is_declined,
    '1000000' as unit, '百万円' as unit_text, 'JPY' as currency, 'JPY' as currency_text,
    cast(null as varchar) as sales_change, cast(null as varchar) as sales_change_text, false as sales_change_is_declined,
    cast(null as boolean) as behaviour_change, false as behaviour_change_is_declined,
    cast(null as boolean) as is_novel, false as is_novel_is_declined,
    unnest(lineage('outcome_survey_FY2024_20250415.csv', line))
from (values
    ('Q-1', 'fdi', 'F-1', null, 'no_reply', '未回答', null, null, 2),
    ('Q-2', 'overseas', 'O-1', null, 'no_reply', '未回答', null, null, 3),
    -- Zero is an answer.
    ('Q-3', 'fdi', 'F-4', '2025-01-10', 'answered', '回答', 0, 0, 4)
) as made_up (
    survey_id, subject, case_id, answered_date, response_status, response_status_text, investment_amount, new_jobs, line
);

create table intermediate.int_survey_responses as
select *, true as has_case, 1 as occurrence, 2024 as fiscal_year from staging.stg_outcome_survey;

create table intermediate.int_survey_shares as
select * from (values
    ('fdi', 'new_jobs', 2024, true, 30, 30, 0.9::double, 0.2::double, 0.4::double),
    -- Of few, or in a year that still runs, shares say nothing.
    ('fdi', 'new_jobs', 2023, true, 29, 29, 0.0::double, 1.0::double, 1.0::double),
    ('fdi', 'new_jobs', 2026, false, 40, 0, 0.0::double, null, null)
) as made_up (
    subject, item, fiscal_year, is_over, surveys, due, sent_share, undeliverable_share, declined_share
);

create table marts.survey_response_rates as
select * from (values
    ('fdi', 'new_jobs', 2024, 10, 10, 6, 5, 1, 0.5::double, 12::double),
    -- Nothing is due yet: no rate, no gap.
    ('fdi', 'new_jobs', 2026, 0, 3, 0, 0, 0, 0.0::double, 0::double)
) as made_up (subject, item, fiscal_year, due, sent, answered, valid, declined, response_rate, total);

create table staging.stg_fx_rates as
select month, currency, currency as currency_text, yen_per_unit, unnest(lineage('fx_rates_FY2024_20250415.csv', line))
from (values
    (date '2024-07-01', 'USD', 149.0::decimal(24, 4), 2), (date '2024-08-01', 'USD', 151.0, 3), (date '2024-09-01', 'USD', 150.5, 4),
    (date '2024-09-01', 'EUR', 160.5, 5)
) as made_up (month, currency, yen_per_unit, line);

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
    ('fdi_cases', 'support_date', 2024, date '2024-04-01', 2, true, false),
    ('fdi_cases', 'support_date', 2024, date '2024-05-01', 0, false, true)
) as made_up (source, monthly_by, fiscal_year, month, rows, is_expected, is_trailing);

create table intermediate.int_source_snapshots as
select 'fdi_cases' as source, 2024 as fiscal_year, 'fdi_cases_FY2024_20250415.xlsx' as file, true as is_of_a_possible_year;

create table intermediate.int_source_month_volumes as
select
    'fdi_cases' as source, 2024 as fiscal_year, date '2024-04-01' as month, 100 as rows,
    cast(1 as double) as share_of_usual, true as is_beyond_chance, 0 as missing_rows;

create table intermediate.int_category_shares as
select
    'fdi_cases' as source, 'programme' as category, 2024 as fiscal_year, 200 as fewest_companies,
    0.2::double as distance_beyond_chance;

create table intermediate.int_narrative_status as
select * from (values
    ('agency_coop_status', date '2025-09-26', 400), ('partner_trials', date '2026-10-31', 0)
) as made_up (indicator_id, dated_on, days_since);

create table intermediate.int_narrative_files as
select
    'narratives/partner_trials_20261031.txt' as source_file, date '2026-10-31' as dated_on, true as is_landed,
    null::varchar as error;

create schema expectations;
create table expectations.decisions as
select
    kind, expectation_id, cast(null as varchar) as gap_id, source, cast(null as integer) as fiscal_year,
    cast(null as varchar) as value, 'Made up' as reason, 'planning' as decided_by, cast(null as date) as decided_on,
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
