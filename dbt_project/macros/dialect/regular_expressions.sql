{# Regular expressions. Patterns are written as RE2 reads them and hold no single quote; `$` is the end of the text. #}

{% macro regex_full_match(text, pattern) -%} {{ adapter.dispatch('regex_full_match')(text, pattern) }} {%- endmacro %}
{% macro duckdb__regex_full_match(text, pattern) -%} regexp_full_match({{ text }}, '{{ pattern }}') {%- endmacro %}
{% macro spark__regex_full_match(text, pattern) -%}
    regexp_like({{ text }}, '^(?:{{ java_pattern(pattern) }})\z')
{%- endmacro %}
{% macro postgres__regex_full_match(text, pattern) -%} {{ text }} ~ '^(?:{{ postgres_pattern(pattern) }})$' {%- endmacro %}

{# Whether the pattern is found anywhere. #}
{% macro regex_found(text, pattern) -%} {{ adapter.dispatch('regex_found')(text, pattern) }} {%- endmacro %}
{% macro duckdb__regex_found(text, pattern) -%} regexp_matches({{ text }}, '{{ pattern }}') {%- endmacro %}
{% macro spark__regex_found(text, pattern) -%} regexp_like({{ text }}, '{{ java_pattern(pattern) }}') {%- endmacro %}
{% macro postgres__regex_found(text, pattern) -%} {{ text }} ~ '{{ postgres_pattern(pattern) }}' {%- endmacro %}

{# What a group of the first match holds; empty when nothing matches. #}
{% macro regex_group(text, pattern, group) -%}
    {{ adapter.dispatch('regex_group')(text, pattern, group) }}
{%- endmacro %}
{% macro duckdb__regex_group(text, pattern, group) -%}
    regexp_extract({{ text }}, '{{ pattern }}', {{ group }})
{%- endmacro %}
{% macro spark__regex_group(text, pattern, group) -%}
    regexp_extract({{ text }}, '{{ java_pattern(pattern) }}', {{ group }})
{%- endmacro %}
{# No match gives NULL there. #}
{% macro postgres__regex_group(text, pattern, group) -%}
    coalesce(regexp_substr({{ text }}, '{{ postgres_pattern(pattern) }}', 1, 1, '', {{ group }}), left({{ text }}, 0))
{%- endmacro %}

{# The only match replaced; `\1` is its first group. Where a pattern could match twice, engines differ: anchor it. #}
{% macro regex_replaced(text, pattern, replacement) -%}
    {{ adapter.dispatch('regex_replaced')(text, pattern, replacement) }}
{%- endmacro %}
{% macro duckdb__regex_replaced(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}
{% macro spark__regex_replaced(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ java_pattern(pattern) }}', '{{ replacement | replace("\\", "$") }}')
{%- endmacro %}
{% macro postgres__regex_replaced(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ postgres_pattern(pattern) }}', '{{ replacement }}')
{%- endmacro %}

{# Every match taken away. #}
{% macro regex_removed(text, pattern) -%} {{ adapter.dispatch('regex_removed')(text, pattern) }} {%- endmacro %}
{% macro duckdb__regex_removed(text, pattern) -%} regexp_replace({{ text }}, '{{ pattern }}', '', 'g') {%- endmacro %}
{% macro spark__regex_removed(text, pattern) -%}
    regexp_replace({{ text }}, '{{ java_pattern(pattern) }}', '')
{%- endmacro %}
{% macro postgres__regex_removed(text, pattern) -%}
    regexp_replace({{ text }}, '{{ postgres_pattern(pattern) }}', '', 'g')
{%- endmacro %}

{# Java's `$` also stands before a last line end, and its `\b` takes Japanese letters for letters (up to Java 18). #}
{% macro java_pattern(pattern) -%}
    {%- set word = '[0-9A-Za-z_]' -%}
    {%- set boundary = '(?:(?<!' ~ word ~ ')(?=' ~ word ~ ')|(?<=' ~ word ~ ')(?!' ~ word ~ '))' -%}
    {{- pattern | replace('\\b', boundary) | replace('\\$', '<dollar>') | replace('$', '\\z')
        | replace('<dollar>', '\\$') -}}
{%- endmacro %}

{# PostgreSQL's `.` takes a line end too, its `\b` is another character, and its `\s` knows one blank more. #}
{% macro postgres_pattern(pattern) -%}
    {{- pattern | replace('\\b', '\\y') | replace('\\s', ' \\t\\n\\f\\r') | replace('.*', '[^\\n]*')
        | replace('\\x{00A0}', '\\u00A0') | replace('\\x{202F}', '\\u202F') -}}
{%- endmacro %}
