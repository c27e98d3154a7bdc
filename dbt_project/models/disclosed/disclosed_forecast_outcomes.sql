-- What was forecast, and what was reported on that day, rest on few answers or differ by few from what is reported now.
{{ disclosed('forecast_outcomes', each([
    'actual',
    'forecast',
    'forecast_low',
    'forecast_high',
    'probability_met',
    'end_actual',
    'end_actual_low',
    'end_actual_high',
    'error',
    'error_pct',
    'is_within_interval',
    'is_target_reached',
], is_sensitive()), [join_sensitive()]) }}
