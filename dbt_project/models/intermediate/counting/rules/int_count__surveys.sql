-- Counting rules of the figures taken from survey answers: see the description and reference.indicators.
with

considered as (
    select
        answers.*,
        items.indicator_id as item_indicator_id,
        coalesce(answers.deciding_date, answers.answered_date) as counted_on,
        answers.company_key is not null as company_is_resolved,
        cast(null as varchar) as budget_source,
        cast(null as varchar) as programme,
        cast(null as varchar) as certainty
    from {{ ref('int_survey_answers') }} as answers
    inner join {{ ref('survey_items') }} as items
        on answers.subject = items.subject
            and answers.item = items.item
    where answers.is_valid
)

{% for indicator_id in ['fdi_amount', 'equity_amount', 'new_jobs', 'enterprise_value'] %}
    select
    {{ counted_record(
        indicator_id,
        source='outcome_survey',
        unit_id=unit_of('survey_id'),
        deciding_date='counted_on',
        rule=counts_by_date('counted_on') ~ ' and case when quantity is not null then true end',
        quantity='quantity'
    ) }}
    from considered
    where item_indicator_id = '{{ indicator_id }}'
    union all
{% endfor %}
{% for indicator_id, items in {
    'impact_companies': "('sales_change', 'behaviour_change', 'is_novel')",
    'behaviour_change': "('behaviour_change')",
}.items() %}
    select
    {{ counted_record(
        indicator_id,
        source='outcome_survey',
        unit_id=company_year('answered_date'),
        deciding_date='answered_date',
        rule='quantity > 0 and ' ~ counts_by_date('answered_date')
            ~ ' and case when company_is_resolved then true end'
    ) }}
    from considered
    where subject = 'overseas' and item in {{ items }} and quantity > 0
    {{ "union all" if not loop.last }}
{% endfor %}
