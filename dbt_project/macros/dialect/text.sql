{# Text: characters, endings, numbers as people read them, texts of several rows as one. #}

{# A character that must not stand in a source file or in a literal, by its code point. A literal holds no single quote:
   Spark's session, which takes a backslash for a backslash, would take two of them for two. #}
{% macro character(code) -%} {{ adapter.dispatch('character')(code) }} {%- endmacro %}
{% macro duckdb__character(code) -%} chr({{ code }}) {%- endmacro %}
{# Spark's chr knows no code point beyond 255. #}
{% macro spark__character(code) -%}
    {%- if code < 256 -%} chr({{ code }}) {%- else -%} '{{ "%c" | format(code) }}' {%- endif -%}
{%- endmacro %}
{% macro postgres__character(code) -%} chr({{ code }}) {%- endmacro %}

{# Text without blanks around it: every space that Unicode knows, no tab and no line end. #}
{% macro trimmed(text) -%} {{ adapter.dispatch('trimmed')(text) }} {%- endmacro %}
{% macro duckdb__trimmed(text) -%} trim({{ text }}) {%- endmacro %}
{# Spark's own trim knows one space. Written as escapes: several of them look like nothing. #}
{% macro spark__trimmed(text) -%}
    regexp_replace({{ text }}, '^[ \xA0\u1680\u2000-\u200A\u202F\u205F\u3000]+|[ \xA0\u1680\u2000-\u200A\u202F\u205F\u3000]+\z', '')
{%- endmacro %}
{% macro postgres__trimmed(text) -%}
    trim({{ text }}, U&' \00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\202F\205F\3000')
{%- endmacro %}

{% macro text_ends_with(text, end) -%} {{ adapter.dispatch('text_ends_with')(text, end) }} {%- endmacro %}
{% macro duckdb__text_ends_with(text, end) -%} ends_with({{ text }}, {{ end }}) {%- endmacro %}
{% macro spark__text_ends_with(text, end) -%} endswith({{ text }}, {{ end }}) {%- endmacro %}
{% macro postgres__text_ends_with(text, end) -%} right({{ text }}, length({{ end }})) = {{ end }} {%- endmacro %}

{# A whole number with thousands separators. #}
{% macro grouped_digits(number) -%} {{ adapter.dispatch('grouped_digits')(number) }} {%- endmacro %}
{% macro duckdb__grouped_digits(number) -%} format('{:,}', {{ number }}) {%- endmacro %}
{% macro spark__grouped_digits(number) -%} format_number({{ number }}, 0) {%- endmacro %}
{% macro postgres__grouped_digits(number) -%} to_char({{ number }}, 'FM999,999,999,999,999,999,990') {%- endmacro %}

{# A number with one decimal, with or without thousands separators. #}
{% macro one_decimal(number, grouped=false) -%} {{ adapter.dispatch('one_decimal')(number, grouped) }} {%- endmacro %}
{% macro duckdb__one_decimal(number, grouped) -%}
    format('{:{{ ',' if grouped }}.1f}', {{ number }})
{%- endmacro %}
{# Half to even, as C formats a tie. #}
{% macro spark__one_decimal(number, grouped) -%}
    case when {{ number }} is not null
        then format_string('%{{ ',' if grouped }}.1f', cast(bround(cast({{ number }} as double), 1) as double))
    end
{%- endmacro %}
{% macro postgres__one_decimal(number, grouped) -%}
    {%- set digits = '999,999,999,999,990' if grouped else '999999999999990' -%}
    to_char(half_even(cast({{ number }} as double precision), 1), 'FM{{ digits }}.0')
{%- endmacro %}

{# Texts of the rows of a group, joined in an order. #}
{% macro joined_text(text, separator, order_by) -%}
    {{ adapter.dispatch('joined_text')(text, separator, order_by) }}
{%- endmacro %}
{% macro duckdb__joined_text(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}
{% macro spark__joined_text(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}
{% macro postgres__joined_text(text, separator, order_by) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{# Whether a text is one of several. DuckDB makes a join of a longer IN, which every row has to pass, also when nobody
   asks for the result; a list is looked at in place, once for each distinct text of a file's column. #}
{% macro is_one_of(text, texts) -%} {{ adapter.dispatch('is_one_of')(text, texts) }} {%- endmacro %}
{% macro duckdb__is_one_of(text, texts) -%} list_contains(['{{ texts | join("', '") }}'], {{ text }}) {%- endmacro %}
{% macro spark__is_one_of(text, texts) -%} {{ text }} in ('{{ texts | join("', '") }}') {%- endmacro %}
{% macro postgres__is_one_of(text, texts) -%} {{ text }} in ('{{ texts | join("', '") }}') {%- endmacro %}

{# Whether the texts of each pair are the same, or both lacking: the condition of a join. #}
{% macro texts_are_same(pairs) -%} {{ adapter.dispatch('texts_are_same')(pairs) }} {%- endmacro %}
{% macro duckdb__texts_are_same(pairs) -%}
    {%- for one, other in pairs %}
        {{ one }} is not distinct from {{ other }}{{ ' and' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
{% macro spark__texts_are_same(pairs) -%} {{ duckdb__texts_are_same(pairs) }} {%- endmacro %}
{# PostgreSQL compares every pair of rows for that; lists it hashes, and takes what lacks in both for equal. #}
{% macro postgres__texts_are_same(pairs) -%}
    cast(array[{{ pairs | map('first') | join(', ') }}] as text[])
    = cast(array[{{ pairs | map('last') | join(', ') }}] as text[])
{%- endmacro %}
