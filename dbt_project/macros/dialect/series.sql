{# Series as columns of a select list: one row per number or day, both ends included. #}

{% macro whole_numbers(first, last) -%} {{ adapter.dispatch('whole_numbers')(first, last) }} {%- endmacro %}
{% macro duckdb__whole_numbers(first, last) -%}
    cast(unnest(generate_series({{ first }}, {{ last }})) as integer)
{%- endmacro %}
{% macro spark__whole_numbers(first, last) -%}
    explode(case when {{ first }} <= {{ last }} then sequence({{ first }}, {{ last }}) end)
{%- endmacro %}
{% macro postgres__whole_numbers(first, last) -%}
    cast(generate_series({{ first }}, {{ last }}) as integer)
{%- endmacro %}

{# `step` is `day` or `month`; months begin on a day that every month has. #}
{% macro days_by(step, first, last) -%} {{ adapter.dispatch('days_by')(step, first, last) }} {%- endmacro %}
{% macro duckdb__days_by(step, first, last) -%}
    cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 {{ step }})) as date)
{%- endmacro %}
{# Spark counts down where the first is the later one. #}
{% macro spark__days_by(step, first, last) -%}
    explode(case when {{ first }} <= {{ last }} then sequence({{ first }}, {{ last }}, interval 1 {{ step }}) end)
{%- endmacro %}
{% macro postgres__days_by(step, first, last) -%}
    cast(generate_series({{ first }}, {{ last }}, interval '1 {{ step }}') as date)
{%- endmacro %}
