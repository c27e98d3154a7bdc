{{ staged('coercion_consultations', [
    ('case_id', 'id'),
    ('company_name', 'name'),
    ('corporate_number', 'identity'),
    ('country', 'text'),
    ('item', 'text'),
    ('response', 'code', 'response'),
    ('received_date', 'date'),
    ('closed_date', 'date'),
]) }}
