{# Common table expressions, and expressions over several columns: how an engine writes them. #}

{# Begins a common table expression that several others read, each a few columns or rows of it: read again by each, not
   kept whole in memory. Spark does so by itself. #}
{% macro as_inlined() -%} {{ adapter.dispatch('as_inlined')() }} {%- endmacro %}
{% macro duckdb__as_inlined() -%} as not materialized {%- endmacro %}
{% macro spark__as_inlined() -%} as {%- endmacro %}
{% macro postgres__as_inlined() -%} as not materialized {%- endmacro %}

{# Begins one whose expressions others use several times each. PostgreSQL would reckon them anew for each use. #}
{% macro as_computed() -%} {{ adapter.dispatch('as_computed')() }} {%- endmacro %}
{% macro duckdb__as_computed() -%} as {%- endmacro %}
{% macro spark__as_computed() -%} as {%- endmacro %}
{% macro postgres__as_computed() -%} as materialized {%- endmacro %}

{# A number that equal rows of columns share, and other rows hardly ever. #}
{% macro row_hash(columns) -%} {{ adapter.dispatch('row_hash')(columns) }} {%- endmacro %}
{% macro duckdb__row_hash(columns) -%} hash({{ columns | join(', ') }}) {%- endmacro %}
{% macro spark__row_hash(columns) -%} xxhash64({{ columns | join(', ') }}) {%- endmacro %}
{% macro postgres__row_hash(columns) -%} hash_record_extended(row({{ columns | join(', ') }}), 0) {%- endmacro %}

{# The value of the row of a group in which another one is least, or highest; `where` says which rows are looked at. #}
{% macro min_by(value, by, where='') -%} {{ adapter.dispatch('min_by')(value, by, where) }} {%- endmacro %}
{% macro duckdb__min_by(value, by, where) -%}
    min_by({{ value }}, {{ by }}){{ ' filter (where ' ~ where ~ ')' if where }}
{%- endmacro %}
{% macro spark__min_by(value, by, where) -%} {{ duckdb__min_by(value, by, where) }} {%- endmacro %}
{% macro postgres__min_by(value, by, where) -%} {{ first_value_by(value, by, 'asc', where) }} {%- endmacro %}

{% macro max_by(value, by, where='') -%} {{ adapter.dispatch('max_by')(value, by, where) }} {%- endmacro %}
{% macro duckdb__max_by(value, by, where) -%}
    max_by({{ value }}, {{ by }}){{ ' filter (where ' ~ where ~ ')' if where }}
{%- endmacro %}
{% macro spark__max_by(value, by, where) -%} {{ duckdb__max_by(value, by, where) }} {%- endmacro %}
{% macro postgres__max_by(value, by, where) -%} {{ first_value_by(value, by, 'desc', where) }} {%- endmacro %}

{% macro first_value_by(value, by, direction, where) -%}
    (array_agg({{ value }} order by {{ by }} {{ direction }}) filter (
        where {{ value }} is not null and {{ by }} is not null{{ ' and (' ~ where ~ ')' if where }}
    ))[1]
{%- endmacro %}
