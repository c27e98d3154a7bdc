{# Values looked up in a small table. #}

{# The code that the seed `codes` gives a text in a domain; NULL when it gives none.
   DuckDB answers a subquery about each row by keeping all rows of the query around it; a map made once lets them pass. #}
{% macro code_of(text, domain) -%} {{ adapter.dispatch('code_of')(text, domain) }} {%- endmacro %}
{% macro duckdb__code_of(text, domain) -%}
    (
        select map(list(code_list.text), list(code_list.code))
        from (
            select text, max(code) as code from {{ ref('codes') }}
            where domain = '{{ domain }}' and text is not null
            group by text
        ) as code_list
    )[{{ text }}]
{%- endmacro %}
{# Spark makes a join of it that reads the rows around it once more for each code. #}
{% macro spark__code_of(text, domain) -%}
    try_element_at((
        select map_from_entries(collect_list(struct(code_list.text, code_list.code)))
        from (
            select text, max(code) as code from {{ ref('codes') }}
            where domain = '{{ domain }}' and text is not null
            group by text
        ) as code_list
    ), {{ text }})
{%- endmacro %}
{# As DuckDB does it: asked about each row, PostgreSQL would read the list anew for each. #}
{% macro postgres__code_of(text, domain) -%}
    (
        select jsonb_object_agg(code_list.text, code_list.code)
        from (
            select text, max(code) as code from {{ ref('codes') }}
            where domain = '{{ domain }}' and text is not null
            group by text
        ) as code_list
    ) ->> ({{ text }})
{%- endmacro %}
