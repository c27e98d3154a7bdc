{{ staged('web_analytics', [
    ('site', 'text'),
    ('views', 'integer'),
    ('month', 'month'),
]) }}
