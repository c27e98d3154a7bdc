{# JSON lists of objects. #}

{# The texts of one field, as a list. #}
{% macro texts_of_json(json, field) -%} {{ adapter.dispatch('texts_of_json')(json, field) }} {%- endmacro %}
{% macro duckdb__texts_of_json(json, field) -%} json_extract_string({{ json }}, '$[*].{{ field }}') {%- endmacro %}
{% macro spark__texts_of_json(json, field) -%}
    from_json({{ json }}, 'array<struct<{{ field }}:string>>').{{ field }}
{%- endmacro %}
{% macro postgres__texts_of_json(json, field) -%}
    case when {{ json }} is not null then array(
        select listed.item ->> '{{ field }}'
        from jsonb_array_elements(cast({{ json }} as jsonb)) with ordinality as listed (item, place)
        order by listed.place
    ) end
{%- endmacro %}

{# The text of one list in the place that an item has in another one of the same length. #}
{% macro beside_in_list(items, item, texts) -%} {{ adapter.dispatch('beside_in_list')(items, item, texts) }} {%- endmacro %}
{% macro duckdb__beside_in_list(items, item, texts) -%} {{ texts }}[list_position({{ items }}, {{ item }})] {%- endmacro %}
{% macro spark__beside_in_list(items, item, texts) -%}
    try_element_at({{ texts }}, cast(nullif(array_position({{ items }}, {{ item }}), 0) as int))
{%- endmacro %}
{% macro postgres__beside_in_list(items, item, texts) -%}
    ({{ texts }})[array_position({{ items }}, {{ item }})]
{%- endmacro %}
