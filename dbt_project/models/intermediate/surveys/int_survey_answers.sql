with

responses {{ as_inlined() }} (
    select *
    from {{ ref('int_survey_responses') }}
    where occurrence = 1
),

-- One row per response and item; `quantity` is what the item adds to a total.
answers as (
    {% for item, quantity in [
        ('investment_amount', 'investment_amount_jpy'),
        ('equity_amount', 'equity_amount_jpy'),
        ('enterprise_value', 'enterprise_value_jpy'),
        ('new_jobs', 'new_jobs'),
        ('sales_change', "case when sales_change = 'increase' then 1 else 0 end"),
        ('behaviour_change', 'case when behaviour_change then 1 else 0 end'),
        ('is_novel', 'case when is_novel then 1 else 0 end'),
    ] %}
        select
            survey_id,
            subject,
            '{{ item }}' as item,
            fiscal_year,
            company_key,
            case_id,
            deciding_date,
            answered_date,
            response_status,
            is_past_due,
            {{ item }} is not null as has_answer,
            {{ item }}_is_declined as item_is_declined,
            cast({{ quantity }} as decimal(28, 2)) as quantity,
            {{ lineage_columns() }}
        from responses
        {{ "union all" if not loop.last }}
    {% endfor %}
),

-- Only items that the subject is asked for.
asked as (
    select answers.*
    from answers
    inner join {{ ref('survey_items') }} as items
        on answers.subject = items.subject
            and answers.item = items.item
),

final as (
    select
        *,
        case
            when response_status = 'answered' and has_answer then 'answered'
            when response_status = 'declined' or (response_status = 'answered' and item_is_declined) then 'declined'
            when response_status = 'not_sent' then 'not_sent'
            when (response_status is distinct from 'answered') and not is_past_due then 'not_due'
            -- Undeliverable and unknown statuses are surveys without a reply; a blank item is none either.
            else 'no_reply'
        end as answer_state
    from asked
)

select
    *,
    answer_state = 'answered' as is_valid,
    is_past_due or answer_state in ('answered', 'declined') as is_due
from final
