{{ staged('exchange_rates', [
    ('month', 'month'),
    ('currency', 'code', 'currency'),
    ('yen_per_unit', 'number'),
]) }}
