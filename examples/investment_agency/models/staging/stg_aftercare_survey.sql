-- The survey in the shape that every profile's survey has: items that are not asked for are no answers.
with

answers as (
    {{ staged('aftercare_survey', [
        ('survey_id', 'id'),
        ('case_id', 'id'),
        ('subject', 'code', 'survey_subject'),
        ('response_status', 'code', 'response_status'),
        ('unit', 'unit'),
        ('currency', 'currency'),
        ('investment_amount', 'surveyed amount'),
        ('new_jobs', 'surveyed integer'),
        ('sent_date', 'date'),
        ('due_date', 'date'),
        ('answered_date', 'date'),
    ]) }}
)

select
    answers.*,
    {{ items_not_asked(['equity_amount', 'enterprise_value', 'sales_change', 'behaviour_change', 'is_novel']) }}
from answers
