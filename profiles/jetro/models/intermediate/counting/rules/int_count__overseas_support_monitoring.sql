-- Counting rules of the monitored figures of overseas supports: see the description and reference.indicators.
with

considered {{ as_inlined() }} (
    select
        *,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('int_overseas_support') }}
)

{% set kinds = {
    'first_timers': ('first_timer', 'is_first_timer'),
    'digital_meetings': ('digital_meeting', 'is_digital_meeting'),
    'partner_support': ('with_partner', 'partner_agency is not null'),
    'entry_support': ('entry_or_follow_up', 'is_market_entry or is_follow_up'),
    'novel_challengers': ('novel', 'is_novel'),
} %}
{% for indicator_id, kind in kinds.items() %}
    {% set by_company = indicator_id == 'novel_challengers' %}
    {% set rule = [kind] + dated('support_date') %}
    select
    {{ counted_record(
        indicator_id,
        source='overseas_support',
        record_id='case_id',
        unit_id=company_year('support_date') if by_company else unit_of('case_id'),
        deciding_date='support_date',
        conditions=rule + (company_counts() if by_company else [numbered('case_id')])
    ) }}
    from considered
    {% if by_company %}
        {{ join_firsts_of_doubts('considered', 'support_date', rule, among=kind[1]) }}
    {% endif %}
    where ({{ kind[1] }}) is distinct from false
    {{ "union all" if not loop.last }}
{% endfor %}
