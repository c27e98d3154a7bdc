-- Counting rules of capital_invested and jobs_created: see the description of this model and reference.indicators.
with

considered {{ as_inlined() }} (
    select
        answers.*,
        items.indicator_id as item_indicator_id,
        coalesce(answers.deciding_date, answers.answered_date) as counted_on,
        cast(null as {{ text_type() }}) as budget_source,
        cast(null as {{ text_type() }}) as programme,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('int_survey_answers') }} as answers
    inner join {{ ref('survey_items') }} as items
        on answers.subject = items.subject
            and answers.item = items.item
    where answers.is_valid
)

{% for indicator_id in ['capital_invested', 'jobs_created'] %}
    select
    {{ counted_record(
        indicator_id,
        source='aftercare_survey',
        record_id='survey_id',
        deciding_date='counted_on',
        conditions=dated('counted_on') + [('quantified', yes_or_unknown('quantity is not null'))],
        quantity='quantity'
    ) }}
    from considered
    where item_indicator_id = '{{ indicator_id }}'
    {{ "union all" if not loop.last }}
{% endfor %}
