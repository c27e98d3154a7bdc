{# The frame of a window that row_number and first_value share: all rows of the partition. Spark numbers rows only without
   a frame, and the first value is the same without one. #}
{% macro whole_frame() -%} {{ adapter.dispatch('whole_frame')() }} {%- endmacro %}
{% macro duckdb__whole_frame() -%} rows between unbounded preceding and unbounded following {%- endmacro %}
{% macro spark__whole_frame() -%} {%- endmacro %}
{% macro postgres__whole_frame() -%} rows between unbounded preceding and unbounded following {%- endmacro %}
