{{ disclosed('monitored_figures', {
    'actual': is_held_back(),
    'actual_low': is_bound_held_back('actual_low'),
    'actual_high': is_bound_held_back('actual_high'),
}, [join_sensitive(), join_reading("'all'")]) }}
