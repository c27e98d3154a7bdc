{# All columns of a relation but some. An engine that cannot say so names the others: those of the table `of`, which is
   built before and has the same. #}
{% macro columns_without(relation, columns, of) -%}
    {{ adapter.dispatch('columns_without')(relation, columns, of) }}
{%- endmacro %}
{% macro duckdb__columns_without(relation, columns, of) -%}
    {{ relation ~ '.' if relation }}* exclude ({{ columns | join(', ') }})
{%- endmacro %}
{% macro spark__columns_without(relation, columns, of) -%}
    {{ relation ~ '.' if relation }}* except ({{ columns | join(', ') }})
{%- endmacro %}
{% macro postgres__columns_without(relation, columns, of) -%}
    {%- set there = adapter.get_columns_in_relation(of) | map(attribute='name') | list if execute else [] -%}
    {%- set others = there | reject('in', columns) | list -%}
    {%- for column in others -%}
        {{ relation ~ '.' if relation }}{{ column }}{{ ', ' if not loop.last }}
    {%- else -%} {{ relation ~ '.' if relation }}*
    {%- endfor -%}
{%- endmacro %}

{# The columns of a mart, aliased `mart`, in their order; those of `replaced` as the SQL given there. #}
{% macro columns_with(mart, replaced) -%} {{ adapter.dispatch('columns_with')(mart, replaced) }} {%- endmacro %}
{% macro duckdb__columns_with(mart, replaced) -%}
    mart.* replace (
        {% for column, sql in replaced.items() -%}
        {{ sql }}
            as {{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
    )
{%- endmacro %}
{# By the table, which is built before. #}
{% macro spark__columns_with(mart, replaced) -%}
    {%- if execute -%}
        {%- for column in adapter.get_columns_in_relation(ref(mart)) | map(attribute='name') %}
        {{ replaced.get(column, 'mart.' ~ column) }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    {%- else -%} mart.*
    {%- endif -%}
{%- endmacro %}

{# Of a decimal that may be NULL, PostgreSQL forgets the digits. #}
{% macro postgres__columns_with(mart, replaced) -%}
    {%- set typed = {} -%}
    {%- for column in adapter.get_columns_in_relation(ref(mart)) if execute and column.name in replaced -%}
        {%- set sql = replaced[column.name] -%}
        {%- do typed.update({
            column.name: 'cast(' ~ sql ~ ' as ' ~ column.data_type ~ ')' if column.is_numeric() else sql
        }) -%}
    {%- endfor -%}
    {{ spark__columns_with(mart, typed) }}
{%- endmacro %}

{# Columns of the disclosed tables that their marts have not, or the other way round, or in another place. #}
{% macro columns_that_differ(tables) -%} {{ adapter.dispatch('columns_that_differ')(tables) }} {%- endmacro %}
{% macro duckdb__columns_that_differ(tables) -%}
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
{%- endmacro %}
{% macro spark__columns_that_differ(tables) -%} {{ tables_that_differ(tables) }} {%- endmacro %}
{% macro postgres__columns_that_differ(tables) -%} {{ tables_that_differ(tables) }} {%- endmacro %}
{# Spark has no table of columns to ask; dbt describes the relations. #}
{% macro tables_that_differ(tables) -%}
    {%- set found = [] -%}
    {%- for table in tables if execute -%}
        {%- set columns = {} -%}
        {%- for name in [table, 'disclosed_' ~ table] -%}
            {%- set listed_columns = [] -%}
            {%- for column in adapter.get_columns_in_relation(ref(name)) -%}
                {%- do listed_columns.append(column.name ~ ' ' ~ column.dtype) -%}
            {%- endfor -%}
            {%- do columns.update({name: listed_columns}) -%}
        {%- endfor -%}
        {%- if columns[table] + ['is_suppressed boolean'] != columns['disclosed_' ~ table] -%}
            {%- do found.append(table) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for table in tables -%} {%- set _ = ref(table), ref('disclosed_' ~ table) -%} {%- endfor -%}
    {%- for table in found %}
    select '{{ table }}' as table_name
    union all
    {%- endfor %}
    select cast(null as {{ text_type() }}) as table_name where false
{%- endmacro %}
