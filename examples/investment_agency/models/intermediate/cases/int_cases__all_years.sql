{% set known = {'company': 'company_key', 'budget_source': 'budget_source', 'programme': 'programme'} %}
{{ all_cases({
    'enquiries': dict(known, model='int_enquiries', key='enquiry_id', start='received_date', status='stage'),
    'projects': dict(
        known, model='int_projects', key='project_id', start='opened_date', end='landed_date', status='status',
        certainty='certainty'
    ),
    'trade_missions': dict(known, model='int_trade_missions', key='visit_id', start='visit_date'),
}) }}
