{# Distances of days, and days that are read or kept. #}

{# Days from one day to another. #}
{% macro days_between(first, last) -%} {{ adapter.dispatch('days_between')(first, last) }} {%- endmacro %}
{% macro duckdb__days_between(first, last) -%} date_diff('day', {{ first }}, {{ last }}) {%- endmacro %}
{% macro spark__days_between(first, last) -%} cast(datediff({{ last }}, {{ first }}) as bigint) {%- endmacro %}
{% macro postgres__days_between(first, last) -%} cast({{ last }} - {{ first }} as bigint) {%- endmacro %}

{# How many times a month begins between two days. #}
{% macro months_between_days(first, last) -%}
    {{ adapter.dispatch('months_between_days')(first, last) }}
{%- endmacro %}
{% macro duckdb__months_between_days(first, last) -%} date_diff('month', {{ first }}, {{ last }}) {%- endmacro %}
{% macro spark__months_between_days(first, last) -%}
    cast((year({{ last }}) - year({{ first }})) * 12 + month({{ last }}) - month({{ first }}) as bigint)
{%- endmacro %}
{% macro postgres__months_between_days(first, last) -%}
    {{ spark__months_between_days(first, last) }}
{%- endmacro %}

{# A day written as month, day and year: Nov 24 2026; NULL when there is no such day. #}
{% macro day_of_english(text) -%} {{ adapter.dispatch('day_of_english')(text) }} {%- endmacro %}
{% macro duckdb__day_of_english(text) -%} try_strptime({{ text }}, '%b %d %Y')::date {%- endmacro %}
{% macro spark__day_of_english(text) -%} try_to_date({{ text }}, 'MMM d yyyy') {%- endmacro %}
{% macro postgres__day_of_english(text) -%} try_english_date({{ text }}) {%- endmacro %}

{# A day that lies within two others, else NULL; the day's expression stands there once. #}
{% macro day_within(day, first_day, last_day) -%}
    {{ adapter.dispatch('day_within')(day, first_day, last_day) }}
{%- endmacro %}
{% macro duckdb__day_within(day, first_day, last_day) -%}
    list_filter([{{ day }}], lambda d: d between date '{{ first_day }}' and date '{{ last_day }}')[1]
{%- endmacro %}
{% macro spark__day_within(day, first_day, last_day) -%}
    try_element_at(filter(array({{ day }}), d -> d between date '{{ first_day }}' and date '{{ last_day }}'), 1)
{%- endmacro %}
{% macro postgres__day_within(day, first_day, last_day) -%}
    day_within({{ day }}, date '{{ first_day }}', date '{{ last_day }}')
{%- endmacro %}

{# A length of time; `unit` is day, month or year. #}
{% macro interval_of(number, unit) -%} {{ adapter.dispatch('interval_of')(number, unit) }} {%- endmacro %}
{% macro duckdb__interval_of(number, unit) -%} interval {{ number }} {{ unit }} {%- endmacro %}
{% macro spark__interval_of(number, unit) -%} interval {{ number }} {{ unit }} {%- endmacro %}
{% macro postgres__interval_of(number, unit) -%} interval '{{ number }} {{ unit }}' {%- endmacro %}
