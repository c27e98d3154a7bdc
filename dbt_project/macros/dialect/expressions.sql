{# Common table expressions: how an engine treats them. #}

{# Begins a common table expression that several others read, each a few columns or rows of it: read again by each, not
   kept whole in memory. Spark does so by itself. #}
{% macro as_inlined() -%} {{ adapter.dispatch('as_inlined')() }} {%- endmacro %}
{% macro duckdb__as_inlined() -%} as not materialized {%- endmacro %}
{% macro spark__as_inlined() -%} as {%- endmacro %}
