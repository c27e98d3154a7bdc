-- What a single record adds to an amount is the answer of one company.
{{ disclosed(
    'kpi_lineage',
    each(['quantity', 'value', 'value_low', 'value_high'], is_sensitive()),
    [join_sensitive()]
) }}
