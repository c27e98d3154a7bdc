{# Seeds on Spark. dbt-spark writes values without escaping quotes and NULL as the text 'None'; a seed here is created
   and filled by one statement of literals. #}

{# dbt loads rows only where there are any; a seed without rows is a table all the same. #}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- if agate_table.rows | length == 0 -%} {%- do spark__load_csv_rows(model, agate_table) -%} {%- endif -%}
    {{ return('') }}
{%- endmacro %}

{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set given = model['config'].get('column_types', {}) -%}
    {%- set sql -%}
        create table {{ this.render() }} as
        select
        {%- for name in agate_table.column_names %}
            {%- set inferred = adapter.convert_type(agate_table, loop.index0) -%}
            {#- Whole numbers are integers on DuckDB, and contracts say so. #}
            {%- set type = given.get(name, 'integer' if inferred == 'bigint' else inferred) %}
            cast({{ adapter.quote(name) }} as {{ spark_type(type) }}) as {{ adapter.quote(name) }}
            {{- "," if not loop.last }}
        {%- endfor %}
        from values
        {%- for row in agate_table.rows %}
            (
            {%- for value in row -%}
                {{ spark_literal(value) }}{{ ", " if not loop.last }}
            {%- endfor -%}
            ){{ "," if not loop.last }}
        {%- else %}
            ({% for _ in agate_table.column_names %}cast(null as string){{ ", " if not loop.last }}{% endfor %})
        {%- endfor %}
        as rows_of_seed (
        {%- for name in agate_table.column_names -%}
            {{ adapter.quote(name) }}{{ ", " if not loop.last }}
        {%- endfor -%}
        )
        {{ 'where false' if agate_table.rows | length == 0 }}
    {%- endset -%}
    {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {{ return(sql) }}
{%- endmacro %}

{# A value of a seed as text that Spark casts to the column's type. #}
{% macro spark_literal(value) -%}
    {%- if value is none -%} cast(null as string)
    {%- else -%} '{{ value | string | replace("'", "' || chr(39) || '") }}'
    {%- endif -%}
{%- endmacro %}
