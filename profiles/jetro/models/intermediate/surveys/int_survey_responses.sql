{{ survey_responses([
    ('fdi', 'int_fdi_cases', 'case_id', 'success_date', 'certainty'),
    ('collaboration', 'int_collaboration_cases', 'case_id', 'success_date', 'certainty'),
    ('startup', 'int_startup_cases', 'case_id', 'success_date', 'certainty'),
    ('overseas', 'int_overseas_success', 'success_id', 'success_date', 'certainty'),
    ('overseas', 'int_overseas_support', 'case_id', 'support_date', 'cast(null as ' ~ text_type() ~ ')'),
], responses='stg_outcome_survey', rates='stg_fx_rates') }}
