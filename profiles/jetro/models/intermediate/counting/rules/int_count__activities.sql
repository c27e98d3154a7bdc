-- Counting rules of the indicators counted from activities: see the description and reference.indicators.
with

considered as (
    select
        *,
        cast(null as {{ text_type() }}) as company_key,
        cast(null as {{ text_type() }}) as budget_source,
        cast(null as {{ text_type() }}) as programme,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('stg_activities') }}
)

{% set activities = {
    'gov_liaison_count': "section = '1-1' and activity_type in "
        ~ "('government_liaison', 'local_government_liaison', 'information_to_government')",
    'pr_events': "section = '1-1' and activity_type in ('pr_event', 'ecosystem_event')",
    'gov_info_count': "section = '1-2' and activity_type = 'information_to_government'",
} %}
{% for indicator_id, is_counted in activities.items() %}
    select
    {{ counted_record(
        indicator_id,
        source='activities',
        record_id='activity_id',
        deciding_date='activity_date',
        conditions=[('of_this_activity', is_counted)]
            + dated('activity_date')
            + [('quantified', yes_or_unknown('count is not null'))],
        quantity='count'
    ) }}
    from considered
    {{ "union all" if not loop.last }}
{% endfor %}
