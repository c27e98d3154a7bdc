{# On a lake stand the tables and seeds, for others to read. Views read the landing of whoever builds, so they stay in
   the warehouse at hand. #}
{% macro generate_database_name(custom_database_name=none, node=none) -%}
    {%- if target.name == 'ducklake' and node is not none and (
        node.resource_type == 'seed' or node.resource_type == 'model' and node.config.materialized == 'table'
    ) -%}
        lake
    {%- else -%}
        {{ custom_database_name | trim if custom_database_name else target.database }}
    {%- endif -%}
{%- endmacro %}
