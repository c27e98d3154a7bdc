{# Days, months and fiscal years of the objective period. #}

{% macro as_of_date() -%} cast('{{ var("as_of_date") }}' as date) {%- endmacro %}
{% macro period_start() -%} cast('{{ var("period_start") }}' as date) {%- endmacro %}
{% macro period_end() -%} cast('{{ var("period_end") }}' as date) {%- endmacro %}

{# The fiscal year a day belongs to, named after the calendar year it begins in; the profile says in which month. #}
{% macro fiscal_year(column) -%}
    cast(year({{ column }}) - case when month({{ column }}) < {{ var("fiscal_year_start_month") }} then 1 else 0 end as integer)
{%- endmacro %}

{% macro fiscal_year_start(fiscal_year) -%}
    make_date({{ fiscal_year }}, {{ var("fiscal_year_start_month") }}, 1)
{%- endmacro %}

{% macro fiscal_year_end(fiscal_year) -%}
    cast(make_date({{ fiscal_year }} + 1, {{ var("fiscal_year_start_month") }}, 1) - {{ interval_of(1, 'day') }} as date)
{%- endmacro %}

{% macro month_of(column) -%} cast(date_trunc('month', {{ column }}) as date) {%- endmacro %}

{# First day of the fiscal year in which the rows of a file were registered. A file of a year ahead is a gap of its own
   and says nothing about its rows. #}
{% macro registered_from(file_fiscal_year) -%}
    {{ fiscal_year_start('least(' ~ file_fiscal_year ~ ', ' ~ fiscal_year(as_of_date()) ~ ')') }}
{%- endmacro %}

{# Months from the year nought to the beginning of a day, or to its end: a month that runs counts by the share of its days. #}
{% macro months_since_zero(day, is_end) -%}
    (year({{ day }}) * 12 + month({{ day }}) - 1
        + cast(day({{ day }}) - {{ 0 if is_end else 1 }} as double) / day(last_day({{ day }})))
{%- endmacro %}

{# Months begun in so many days; at least one, also of none. #}
{% macro months_begun(days) -%}
    greatest(cast(ceil({{ ratio(days, '30.4375') }}) as double), 1)
{%- endmacro %}
