{{ staged('enquiries', [
    ('enquiry_id', 'id'),
    ('company_name', 'name'),
    ('corporate_number', 'identity'),
    ('country', 'text'),
    ('stage', 'code', 'enquiry_stage'),
    ('budget_source', 'code', 'budget_source'),
    ('programme', 'free_text'),
    ('received_date', 'date'),
]) }}
