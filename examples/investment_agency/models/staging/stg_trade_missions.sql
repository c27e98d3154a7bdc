{{ staged('trade_missions', [
    ('visit_id', 'id'),
    ('company_name', 'name'),
    ('corporate_number', 'identity'),
    ('market', 'text'),
    ('budget_source', 'code', 'budget_source'),
    ('programme', 'free_text'),
    ('deals', 'integer'),
    ('visit_date', 'date'),
]) }}
