{{ staged('projects', [
    ('project_id', 'id'),
    ('company_name', 'name'),
    ('corporate_number', 'identity'),
    ('country', 'text'),
    ('sector', 'text'),
    ('status', 'code', 'status'),
    ('certainty', 'code', 'certainty'),
    ('budget_source', 'code', 'budget_source'),
    ('programme', 'free_text'),
    ('opened_date', 'date'),
    ('landed_date', 'date'),
]) }}
