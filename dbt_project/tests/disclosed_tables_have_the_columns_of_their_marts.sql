-- A failing row is a column of what is published that its mart has not, or the other way round, or in another place.
{% set tables = [
    'data_gap_effects',
    'data_gaps',
    'fct_cases',
    'fct_survey_responses',
    'figure_changes',
    'forecast_outcomes',
    'kpi_fiscal_years',
    'kpi_lineage',
    'kpi_target_status',
    'monitored_figures',
    'survey_response_rates',
    'target_comparison',
    'target_run_rate',
    'target_status_history',
] %}
{%- for pillar in var('pillars') %}
    {%- do tables.append('kpi_pillar_' ~ pillar) %}
{%- endfor %}
{{ columns_that_differ(tables) }}
