{{ staged('fx_rates', [
    ('currency', 'code', 'currency'),
    ('yen_per_unit', 'number'),
    ('month', 'month'),
]) }}
