-- A change of an amount is that of few answers.
{{ disclosed(
    'figure_changes',
    each(['old_actual', 'new_actual', 'difference'], is_sensitive()),
    [join_sensitive()]
) }}
