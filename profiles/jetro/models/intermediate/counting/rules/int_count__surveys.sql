-- Counting rules of the figures taken from survey answers: see the description and reference.indicators.
with

considered {{ as_inlined() }} (
    {{ answers_to_count() }}
)

{{ count_survey_totals(
    ['fdi_amount', 'equity_amount', 'new_jobs', 'enterprise_value'], source='outcome_survey', answers='considered'
) }}
union all
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
