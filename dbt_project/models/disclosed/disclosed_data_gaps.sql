-- The widest effect on any indicator: held back with that on a sensitive one.
{% set joins %}
left join (
    select
        gap_id,
        coalesce(bool_or(is_suppressed), false) as is_suppressed
    from {{ ref('disclosed_data_gap_effects') }}
    group by gap_id
) as effects
    on mart.gap_id = effects.gap_id
{% endset %}

{{ disclosed('data_gaps', each(['effect_low', 'effect_high'], 'coalesce(effects.is_suppressed, false)'), [joins]) }}
