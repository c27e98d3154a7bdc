-- Counting rules of the indicators counted from activities: see the description and reference.indicators.
with

considered as (
    select
        *,
        cast(null as varchar) as company_key,
        cast(null as varchar) as budget_source,
        cast(null as varchar) as programme,
        cast(null as varchar) as certainty
    from {{ ref('stg_activities') }}
)

{% set rules = {
    'gov_liaison_count': "section = '1-1' and activity_type in "
        ~ "('government_liaison', 'local_government_liaison', 'information_to_government')",
    'pr_events': "section = '1-1' and activity_type in ('pr_event', 'ecosystem_event')",
    'gov_info_count': "section = '1-2' and activity_type = 'information_to_government'",
} %}
{% for indicator_id, rule in rules.items() %}
    select
    {{ counted_record(
        indicator_id,
        source='activities',
        unit_id=unit_of('activity_id'),
        deciding_date='activity_date',
        rule=rule ~ ' and ' ~ counts_by_date('activity_date') ~ ' and case when "count" is not null then true end',
        quantity='"count"'
    ) }}
    from considered
    {{ "union all" if not loop.last }}
{% endfor %}
