{# Arithmetic where engines differ: division, products that may be too large, rounding, estimates. #}

{# A division as floating point, whatever the types: DuckDB divides so, Spark divides decimals as decimals. #}
{% macro ratio(dividend, divisor) -%} {{ adapter.dispatch('ratio')(dividend, divisor) }} {%- endmacro %}
{% macro duckdb__ratio(dividend, divisor) -%} ({{ dividend }}) / ({{ divisor }}) {%- endmacro %}
{% macro spark__ratio(dividend, divisor) -%}
    cast({{ dividend }} as double) / cast({{ divisor }} as double)
{%- endmacro %}
{% macro postgres__ratio(dividend, divisor) -%} {{ spark__ratio(dividend, divisor) }} {%- endmacro %}

{# The product of decimals and whole numbers as a decimal type; NULL when it goes beyond that. #}
{% macro product_within(factors, type) -%} {{ adapter.dispatch('product_within')(factors, type) }} {%- endmacro %}
{% macro duckdb__product_within(factors, type) -%}
    try(cast({{ factors | join(' * ') }} as {{ type }}))
{%- endmacro %}
{% macro spark__product_within(factors, type) -%}
    {%- set product = namespace(sql=factors[0]) -%}
    {%- for factor in factors[1:] -%}
        {%- set product.sql = 'try_multiply(' ~ product.sql ~ ', ' ~ factor ~ ')' -%}
    {%- endfor -%}
    try_cast({{ product.sql }} as {{ type }})
{%- endmacro %}
{% macro postgres__product_within(factors, type) -%}
    cast(decimal_within({{ factors | join(' * ') }}, {{ digits_of(type) }}) as {{ type }})
{%- endmacro %}

{# Precision and scale of a decimal type, comma-separated. #}
{% macro digits_of(type) -%} {{ type | replace('decimal(', '') | replace(')', '') }} {%- endmacro %}

{# A value as another type; NULL when it is none of that type. #}
{% macro try_cast(value, type) -%} {{ adapter.dispatch('try_cast')(value, type) }} {%- endmacro %}
{% macro duckdb__try_cast(value, type) -%} try_cast({{ value }} as {{ type }}) {%- endmacro %}
{% macro spark__try_cast(value, type) -%} try_cast({{ value }} as {{ type }}) {%- endmacro %}
{% macro postgres__try_cast(value, type) -%}
    {%- if type.startswith('decimal') -%} cast(try_decimal({{ value }}, {{ digits_of(type) }}) as {{ type }})
    {%- else -%} try_{{ type }}({{ value }})
    {%- endif -%}
{%- endmacro %}

{# A floating-point number rounded to so many digits. #}
{% macro rounded(number, digits) -%} {{ adapter.dispatch('rounded')(number, digits) }} {%- endmacro %}
{% macro duckdb__rounded(number, digits) -%} round({{ number }}, {{ digits }}) {%- endmacro %}
{# Spark rounds the shortest decimal text of a number, DuckDB the number. #}
{% macro spark__rounded(number, digits) -%}
    round(cast({{ number }} as double) * 1e{{ digits }}) / 1e{{ digits }}
{%- endmacro %}
{# PostgreSQL rounds a tie of floating-point numbers to the even one. #}
{% macro postgres__rounded(number, digits) -%} half_away(cast({{ number }} as double precision), {{ digits }}) {%- endmacro %}

{# A number of any type rounded to a whole one. #}
{% macro rounded_whole(number) -%} {{ adapter.dispatch('rounded_whole')(number) }} {%- endmacro %}
{% macro duckdb__rounded_whole(number) -%} round({{ number }}) {%- endmacro %}
{% macro spark__rounded_whole(number) -%} round({{ number }}) {%- endmacro %}
{% macro postgres__rounded_whole(number) -%} half_away({{ number }}) {%- endmacro %}

{# How many distinct values there are, about: what it is for is a measure of chance. Exact where that costs little. #}
{% macro about_distinct(value) -%} {{ adapter.dispatch('about_distinct')(value) }} {%- endmacro %}
{% macro duckdb__about_distinct(value) -%} approx_count_distinct({{ value }}) {%- endmacro %}
{% macro spark__about_distinct(value) -%} count(distinct {{ value }}) {%- endmacro %}
{% macro postgres__about_distinct(value) -%} count(distinct {{ value }}) {%- endmacro %}

{# A text to be cast to a number, without underscores between its digits: DuckDB itself reads 1_000 as a thousand. #}
{% macro ungrouped(text) -%} {{ adapter.dispatch('ungrouped')(text) }} {%- endmacro %}
{% macro duckdb__ungrouped(text) -%} {{ text }} {%- endmacro %}
{% macro spark__ungrouped(text) -%} regexp_replace({{ text }}, '(?<=[0-9])_(?=[0-9])', '') {%- endmacro %}
{% macro postgres__ungrouped(text) -%} regexp_replace({{ text }}, '(?<=[0-9])_(?=[0-9])', '', 'g') {%- endmacro %}

{# The number that belongs to a text; NULL for another text. `numbers` maps texts to whole numbers. #}
{% macro number_of(text, numbers) -%} {{ adapter.dispatch('number_of')(text, numbers) }} {%- endmacro %}
{% macro duckdb__number_of(text, numbers) -%}
    list_extract(
        [{{ numbers.values() | join(', ') }}],
        list_position(['{{ numbers.keys() | join("', '") }}'], {{ text }})
    )
{%- endmacro %}
{% macro spark__number_of(text, numbers) -%}
    case {{ text }}
        {%- for name, number in numbers.items() %} when '{{ name }}' then cast({{ number }} as bigint){% endfor %}
    end
{%- endmacro %}
{% macro postgres__number_of(text, numbers) -%} {{ spark__number_of(text, numbers) }} {%- endmacro %}
