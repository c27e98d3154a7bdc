{{ staged('activities', [
    ('activity_id', 'id'),
    ('counterpart', 'text'),
    ('section', 'code', 'section'),
    ('activity_type', 'code', 'activity_type'),
    ('count', 'integer'),
    ('activity_date', 'date'),
]) }}
