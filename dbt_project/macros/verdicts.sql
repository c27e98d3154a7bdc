{# The verdict of a target whose actual lies between `low` and `high`, by the precedence of int_target_verdicts. Compared
   as products, so that no rounding decides. An unknown bound compares as unknown, which never decides. #}
{% macro verdict(low, high) -%}
    case
        when target is null then 'no_target'
        when coalesce({{ low }} >= target, false) then 'met'
        when not is_period_over and coalesce({{ low }} * whole >= target * elapsed, false) then 'on_track'
        when is_period_over and not coalesce({{ high }} < target, false) then 'not_assessable'
        when not is_period_over and not coalesce({{ high }} * whole < target * elapsed, false) then 'not_assessable'
        -- From here on it is short, or behind the pace, whatever the gaps turn out to be.
        when paired_outcome = 'met' then 'waived'
        when paired_outcome = 'open' then 'not_assessable'
        when is_period_over then 'missed'
        else 'at_risk'
    end
{%- endmacro %}
