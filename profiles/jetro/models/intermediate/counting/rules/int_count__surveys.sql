-- Counting rules of the figures taken from survey answers: see the description and reference.indicators.
with

considered {{ as_inlined() }} (
    select
        answers.*,
        items.indicator_id as item_indicator_id,
        coalesce(answers.deciding_date, answers.answered_date) as counted_on,
        answers.company_key is not null as company_is_resolved,
        cast(null as {{ text_type() }}) as budget_source,
        cast(null as {{ text_type() }}) as programme,
        cast(null as {{ text_type() }}) as certainty
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
        record_id='survey_id',
        deciding_date='counted_on',
        conditions=dated('counted_on') + [('quantified', yes_or_unknown('quantity is not null'))],
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
    -- One survey may answer several of the items.
    select distinct
    {{ counted_record(
        indicator_id,
        source='outcome_survey',
        record_id='survey_id',
        unit_id=company_year('answered_date'),
        deciding_date='answered_date',
        conditions=[('answered_yes', 'quantity > 0')]
            + dated('answered_date')
            + [('company_known', yes_or_unknown('company_is_resolved'))]
    ) }}
    from considered
    where subject = 'overseas' and item in {{ items }} and quantity > 0
    {{ "union all" if not loop.last }}
{% endfor %}
