{% set supported = {
    'company': 'company_key', 'budget_source': 'budget_source', 'programme': 'programme', 'certainty': 'certainty'
} %}
{% set case = dict(supported, key='case_id', start='support_date', end='success_date') %}
{% set success = dict(supported, key='success_id', end='success_date', type='success_type', amount='amount_jpy') %}
{{ all_cases({
    'fdi_cases': dict(case, model='int_fdi_cases', status='status'),
    'collaboration_cases': dict(case, model='int_collaboration_cases', status='status'),
    'startup_cases': dict(case, model='int_startup_cases', type='success_type'),
    'overseas_support': {
        'model': 'int_overseas_support',
        'key': 'case_id',
        'company': 'company_key',
        'budget_source': 'budget_source',
        'programme': 'programme',
        'start': 'support_date',
    },
    'overseas_success': dict(success, model='int_overseas_success'),
    'agrifood_cases': dict(success, model='int_agrifood_cases'),
    'entrepreneur_programme': {
        'model': 'stg_entrepreneur_programme',
        'repeats': true,
        'key': 'participant_id',
        'budget_source': 'budget_source',
        'programme': 'programme',
        'start': 'start_date',
    },
    'coercion_consultations': {
        'model': 'stg_coercion_consultations',
        'repeats': true,
        'key': 'case_id',
        'status': "case when closed_date is null then 'open' else 'closed' end",
        'type': 'response',
        'start': 'received_date',
    },
}) }}
