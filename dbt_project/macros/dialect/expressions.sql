{# Common table expressions, and expressions over several columns: how an engine writes them. #}

{# Begins a common table expression that several others read, each a few columns or rows of it: read again by each, not
   kept whole in memory. Spark does so by itself. #}
{% macro as_inlined() -%} {{ adapter.dispatch('as_inlined')() }} {%- endmacro %}
{% macro duckdb__as_inlined() -%} as not materialized {%- endmacro %}
{% macro spark__as_inlined() -%} as {%- endmacro %}

{# A number that equal rows of columns share, and other rows hardly ever. #}
{% macro row_hash(columns) -%} {{ adapter.dispatch('row_hash')(columns) }} {%- endmacro %}
{% macro duckdb__row_hash(columns) -%} hash({{ columns | join(', ') }}) {%- endmacro %}
{% macro spark__row_hash(columns) -%} xxhash64({{ columns | join(', ') }}) {%- endmacro %}
