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
    'kpi_pillar_1',
    'kpi_pillar_2',
    'kpi_pillar_3',
    'kpi_pillar_4',
    'kpi_target_status',
    'monitored_figures',
    'survey_response_rates',
    'target_comparison',
    'target_run_rate',
    'target_status_history',
] %}
with

columns as (
    {% for table in tables -%}
        {% for relation in [ref(table), ref('disclosed_' ~ table)] -%}
            select
                schema_name,
                table_name,
                column_name,
                column_index,
                data_type
            from duckdb_columns()
            where
                database_name = current_database()
                and schema_name = '{{ relation.schema }}'
                and table_name = '{{ relation.identifier }}'
            {{ 'union all' }}
        {% endfor -%}
    {% endfor -%}
    select
        'marts' as schema_name,
        table_name,
        'is_suppressed' as column_name,
        max(column_index) + 1 as column_index,
        'BOOLEAN' as data_type
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'marts' and list_contains({{ tables }}, table_name)
    group by table_name
)

select
    table_name,
    column_name,
    column_index,
    data_type,
    string_agg(schema_name) as found_in
from columns
group by table_name, column_name, column_index, data_type
having count(*) <> 2
