-- The last month is a cell of few answers, and what is needed tells the actual.
{{ disclosed('target_run_rate', each([
    'actual',
    'remaining',
    'required_per_month',
    'required_low',
    'required_high',
    'average_per_month',
    'required_to_average',
    'last_month_value',
    'if_last_month_repeats',
    'is_met_if_repeated',
], is_sensitive()), [join_sensitive()]) }}
