-- What is left out, and a forecast, rest on few answers whatever the actual rests on.
{% set withheld = each(['actual', 'attainment_pct', 'band', 'is_over_achieved'], is_held_back()) %}
{% do withheld.update(each(['supplement_actual', 'supplement_attainment_pct'], is_held_back('supplement'))) %}
{% do withheld.update(each(['forecast', 'forecast_low', 'forecast_high', 'probability_met'], is_sensitive())) %}
{% do withheld.update({
    'actual_low': is_bound_held_back('actual_low'),
    'actual_high': is_bound_held_back('actual_high'),
    'excluded': is_sensitive() ~ ' and mart.excluded <> 0',
}) %}
{% do withheld.update(each(
    ['reason_ja', 'reason_en'],
    '(' ~ withheld['actual_low'] ~ ' or ' ~ withheld['actual_high'] ~ ") and mart.status <> 'no_target'"
)) %}

{{ disclosed(
    'kpi_target_status',
    withheld,
    [join_sensitive(), join_reading('mart.budget_reading'), join_reading("'supplement'", 'supplement')],
    instead={
        'reason_ja': "'一社又は二社の値が分かるおそれがあるため、数値は示さない（秘匿）。'",
        'reason_en': "'Figures are withheld: they could tell those of one or two companies.'",
    }
) }}
