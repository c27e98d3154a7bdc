-- An answer is that of one company. Also those that are no amounts: what is left of a count that takes several items
-- together tells the one that is held back.
{{ disclosed('fct_survey_responses', each([
    'sales_change',
    'behaviour_change',
    'is_novel',
    'investment_amount_jpy',
    'equity_amount_jpy',
    'enterprise_value_jpy',
    'new_jobs',
], 'true')) }}
