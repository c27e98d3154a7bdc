{# Marts as they are published: see docs/disclosure.md. #}

{# A mart whose `withheld` columns are NULL where their condition holds, and at the end whether a figure of the row is
   held back. Conditions are SQL over `mart` and over what `joins` adds; one that is unknown holds: what nobody has
   decided about is not published. `instead` names texts to show in place of NULL. #}
{% macro disclosed(mart, withheld, joins=[], instead={}) -%}
{%- set shown = {} -%}
{%- for column, condition in withheld.items() -%}
    {%- set otherwise = ' else ' ~ instead[column] if column in instead else '' -%}
    {%- do shown.update({column: 'case when not (' ~ condition ~ ') then mart.' ~ column ~ otherwise ~ ' end'}) -%}
{%- endfor -%}
select
    {{ columns_with(mart, shown) }},
    {% for column, condition in withheld.items() -%}
    {{ 'or ' if not loop.first }}(({{ condition }}) is distinct from false and mart.{{ column }} is not null)
    {% endfor -%}
    as is_suppressed
from {{ ref(mart) }} as mart
{{ joins | join('\n') }}
{%- endmacro %}

{# The same condition for several columns. #}
{% macro each(columns, condition) -%}
    {%- set conditions = {} -%}
    {%- for column in columns -%} {%- do conditions.update({column: condition}) -%} {%- endfor -%}
    {{ return(conditions) }}
{%- endmacro %}

{# Joins the names of sensitive indicators, or of sensitive survey items: `sensitive.name` is NULL where a row tells of
   none. #}
{% macro join_sensitive(kind='indicator', column='mart.indicator_id') -%}
    left join {{ ref('sensitive_figures') }} as sensitive
        on sensitive.kind = '{{ kind }}' and {{ column }} = sensitive.name
{%- endmacro %}

{% macro is_sensitive() -%} sensitive.name is not null {%- endmacro %}

{# Joins whether the actual of a budget reading is held back. #}
{% macro join_reading(reading, name='reading') -%}
    left join {{ ref('int_disclosed_readings') }} as {{ name }}
        on mart.indicator_id = {{ name }}.indicator_id and {{ name }}.budget_reading = {{ reading }}
{%- endmacro %}

{% macro is_held_back(reading='reading') -%} {{ is_sensitive() }} and {{ reading }}.is_suppressed {%- endmacro %}

{# A bound that differs from the actual tells what single answers could add or take away. #}
{% macro is_bound_held_back(bound, actual='actual', reading='reading') -%}
    {{ is_sensitive() }} and ({{ reading }}.is_suppressed or mart.{{ bound }} is distinct from mart.{{ actual }})
{%- endmacro %}

{# The monthly values of a pillar as they are published. #}
{% macro disclosed_pillar(mart) -%}
{%- set joins -%}
{{ join_sensitive() }}
left join {{ ref('int_disclosed_blocks') }} as block
    on block.level = 'cell'
    and mart.indicator_id = block.indicator_id
    and mart.fiscal_year = block.fiscal_year
    and mart.budget_source = block.budget_source
    and mart.month = block.month
    and mart.programme = block.programme
{%- endset -%}
{{ disclosed(mart, {'value': is_held_back('block')}, [joins]) }}
{%- endmacro %}
