{{ survey_responses([
    ('project', 'int_projects', 'project_id', 'landed_date', 'certainty'),
], responses='stg_aftercare_survey', rates='stg_exchange_rates') }}
