-- What a gap may add to an amount is taken from single answers: those in doubt, or the highest there was.
{{ disclosed('data_gap_effects', {
    'effect_low': is_sensitive() ~ ' and mart.effect_low <> 0',
    'effect_high': is_sensitive() ~ ' and mart.effect_high <> 0',
}, [join_sensitive()]) }}
