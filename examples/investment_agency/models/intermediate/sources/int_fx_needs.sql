{{ exchange_rate_needs([
    ('aftercare_survey', 'int_survey_responses', 'deciding_date', ['investment_amount']),
], rates='stg_exchange_rates') }}
