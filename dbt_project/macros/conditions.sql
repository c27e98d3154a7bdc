{# Named conditions: lists of a name and SQL of three values. A rule is such a list, so that the name of what does not
   hold is the reason why a record does not count. Words: the seed count_reasons. #}

{% macro all_of(conditions) -%}
    {%- set parts = [] -%}
    {%- for _, condition in conditions %}{% do parts.append('(' ~ condition ~ ')') %}{% endfor -%}
    ({{ parts | join(' and ') }})
{%- endmacro %}

{% macro any_of(conditions) -%}
    {%- set parts = [] -%}
    {%- for _, condition in conditions %}{% do parts.append('(' ~ condition ~ ')') %}{% endfor -%}
    ({{ parts | join(' or ') or 'false' }})
{%- endmacro %}

{% macro names_of(conditions) -%} {{ conditions | map(attribute=0) | join(',') }} {%- endmacro %}

{# Names of the conditions whose value is `is false`, `is null` or `is true`, in their order, comma-separated; NULL when
   there is none. #}
{% macro names_where(conditions, test) -%}
    {%- if conditions -%}
        nullif(concat_ws(',',
        {%- for name, condition in conditions %}
            case when ({{ condition }}) {{ test }} then '{{ name }}' end
            {{- "," if not loop.last }}
        {%- endfor %}
        ), '')
    {%- else -%} cast(null as {{ text_type() }})
    {%- endif -%}
{%- endmacro %}

{% macro first_name(names) -%} split_part({{ names }}, ',', 1) {%- endmacro %}

{% macro list_of_names(names) -%} coalesce({{ list_of_parts(names) }}, {{ empty_list() }}) {%- endmacro %}

{# Whether a deciding date counts: within the period up to the as-of date. A date after the as-of date should not exist,
   so it is unknown, unless `future_is_expected`: then it merely does not count yet.
   `in_file`: the row has `registered_from` and `snapshot_date`. Then a date before the period is ruled out only when its
   file is as old (in a later file it may be a slip), and a date after its own file was made cannot have been known.
   A date that is missing or cannot be right tells nothing about the other conditions. #}
{% macro dated(column, future_is_expected='false', in_file=false) -%}
    {%- set present = column ~ ' is not null' -%}
    {%- set from_start = column ~ ' >= ' ~ period_start() -%}
    {%- set up_to_as_of = column ~ ' <= ' ~ as_of_date() -%}
    {%- set may_be_a_slip = column ~ ' < ' ~ period_start() ~ ' and ' ~ column ~ ' < registered_from' -%}
    {%- set after_file -%}
        coalesce({{ column }} > snapshot_date, false) and not coalesce({{ future_is_expected }}, false)
    {%- endset -%}
    {%- set in_any_file = [
        ('dated', yes_or_unknown(present)),
        ('from_period_start', from_start ~ ' or not ' ~ present),
        (
            'up_to_as_of',
            'case when ' ~ up_to_as_of ~ ' or ' ~ from_start ~ ' is not true then true'
            ~ ' when ' ~ future_is_expected ~ ' then false end',
        ),
        ('up_to_period_end', column ~ ' <= ' ~ period_end() ~ ' or ' ~ up_to_as_of ~ ' is not true'),
    ] -%}
    {%- if not in_file %}{{ return(in_any_file) }}{% endif -%}
    {%- set (dated, from_period_start, up_to_as_of, up_to_period_end) = in_any_file -%}
    {{ return([
        dated,
        (from_period_start[0], 'case when (' ~ may_be_a_slip ~ ') is not true then ' ~ from_period_start[1] ~ ' end'),
        up_to_as_of,
        ('known_to_its_file', yes_or_unknown('not (' ~ after_file ~ ')')),
        (up_to_period_end[0], up_to_period_end[1] ~ ' or (' ~ after_file ~ ')'),
    ]) }}
{%- endmacro %}

{# What holds or leaves a record open, never rules it out. #}
{% macro yes_or_unknown(condition) -%} case when {{ condition }} then true end {%- endmacro %}
