{# Names of types. Standard names (integer, bigint, double, decimal(p, s), date, boolean) stand in the models themselves. #}

{% macro text_type() -%} {{ adapter.dispatch('text_type')() }} {%- endmacro %}
{% macro duckdb__text_type() -%} varchar {%- endmacro %}
{% macro spark__text_type() -%} string {%- endmacro %}
{% macro postgres__text_type() -%} varchar {%- endmacro %}

{# Whole numbers of up to 38 digits. #}
{% macro wide_integer_type() -%} {{ adapter.dispatch('wide_integer_type')() }} {%- endmacro %}
{% macro duckdb__wide_integer_type() -%} hugeint {%- endmacro %}
{% macro spark__wide_integer_type() -%} decimal(38, 0) {%- endmacro %}
{% macro postgres__wide_integer_type() -%} decimal(38, 0) {%- endmacro %}

{# A type of the YAML files, which spell them as DuckDB does, as Spark spells it. #}
{% macro spark_type(data_type) -%}
    {%- set name = data_type | lower -%}
    {%- if name.endswith('[]') -%} array<{{ spark_type(name[:-2]) }}>
    {%- elif name == 'varchar' -%} string
    {%- elif name == 'integer' -%} int
    {%- else -%} {{ name }}
    {%- endif -%}
{%- endmacro %}

{# dbt's own: an empty relation of the columns that a contract promises, to compare the model's columns with. #}
{% macro spark__get_empty_schema_sql(columns) -%}
    select
    {%- for column in columns.values() %}
        cast(null as {{ spark_type(column['data_type']) }}) as {{ adapter.quote(column['name']) }}
        {{- "," if not loop.last }}
    {%- endfor %}
    where false
{%- endmacro %}
