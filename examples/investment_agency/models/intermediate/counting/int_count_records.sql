{{ counted_records([
    'int_count__enquiries_qualified',
    'int_count__projects_supported',
    'int_count__projects_landed',
    'int_count__export_deals',
    'int_count__firms_abroad',
    'int_count__aftercare',
]) }}
