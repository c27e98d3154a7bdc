{{ staged('startup_cases', [
    ('case_id', 'id'),
    ('company_name', 'name'),
    ('corporate_number', 'identity'),
    ('support_type', 'text'),
    ('success_type', 'free_text'),
    ('programme', 'compact_text'),
    ('certainty', 'code', 'certainty'),
    ('budget_source', 'code', 'budget_source'),
    ('is_pre_founding', 'flag'),
    ('support_date', 'date'),
    ('success_date', 'date'),
]) }}
