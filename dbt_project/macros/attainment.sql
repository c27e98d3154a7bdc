{# Attainment in percent, cut, not rounded: 99.96 % must not read as 100. NULL without a target. #}
{% macro attainment_pct(actual, target) -%}
    cast(floor({{ ratio(actual ~ ' * 1000', 'nullif(' ~ target ~ ', 0)') }}) / 10 as double)
{%- endmacro %}
