{{ exchange_rate_needs([
    ('overseas_success', 'int_overseas_success', 'success_date', ['amount']),
    ('agrifood_cases', 'int_agrifood_cases', 'success_date', ['amount']),
    (
        'outcome_survey', 'int_survey_responses', 'deciding_date',
        ['investment_amount', 'equity_amount', 'enterprise_value']
    ),
], rates='stg_fx_rates') }}
