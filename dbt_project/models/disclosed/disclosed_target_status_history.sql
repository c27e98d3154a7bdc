-- What was reported on another day differs by few answers from what is reported now.
{% set joins %}
{{ join_sensitive() }}
left join {{ ref('disclosed_kpi_target_status') }} as now
    on mart.as_of_date = now.as_of_date
    and mart.indicator_id = now.indicator_id
    and mart.target_version = now.target_version
{% endset %}
{% set withheld = {} %}
{% for column in [
    'actual',
    'actual_low',
    'actual_high',
    'attainment_pct',
    'forecast',
    'forecast_low',
    'forecast_high',
    'probability_met',
] %}
    {% do withheld.update({column: is_sensitive() ~ ' and now.' ~ column ~ ' is null'}) %}
{% endfor %}

{{ disclosed('target_status_history', withheld, [joins]) }}
