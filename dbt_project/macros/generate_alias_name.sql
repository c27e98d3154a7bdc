{# What is published in place of a mart bears its name, in a schema of its own. #}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {{ custom_alias_name | trim if custom_alias_name else node.name.removeprefix('disclosed_') }}
{%- endmacro %}
