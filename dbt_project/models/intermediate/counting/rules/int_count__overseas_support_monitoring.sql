-- Counting rules of the monitored figures of overseas supports: see the description and reference.indicators.
with

considered as (
    select
        *,
        cast(null as varchar) as certainty
    from {{ ref('int_overseas_support') }}
)

{% set new_kind = 'is_novel and ' ~ counts_by_date('support_date') %}
{% set rules = {
    'first_timers': ['is_first_timer', unit_of('case_id'), has_number('case_id')],
    'digital_meetings': ['is_digital_meeting', unit_of('case_id'), has_number('case_id')],
    'partner_support': ['partner_agency is not null', unit_of('case_id'), has_number('case_id')],
    'entry_support': ['(is_market_entry or is_follow_up)', unit_of('case_id'), has_number('case_id')],
    'novel_challengers': ['is_novel', company_year('support_date'), company_counts('support_date', new_kind)],
} %}
{% for indicator_id, (condition, unit, has_unit) in rules.items() %}
    select
    {{ counted_record(
        indicator_id,
        source='overseas_support',
        unit_id=unit,
        deciding_date='support_date',
        rule=condition ~ ' and ' ~ counts_by_date('support_date') ~ ' and ' ~ has_unit
    ) }}
    from considered
    where {{ condition }} is distinct from false
    {{ "union all" if not loop.last }}
{% endfor %}
