with

answers as (
    select * from {{ ref('int_survey_answers') }}
),

final as (
    select
        answers.subject,
        answers.item,
        answers.fiscal_year,
        items.unit,
        count(*) filter (where answers.is_due) as due,
        count(*) filter (where answers.answer_state not in ('not_sent')) as sent,
        count(*) filter (where answers.response_status = 'answered') as answered,
        count(*) filter (where answers.is_valid) as valid,
        count(*) filter (where answers.answer_state = 'declined') as declined,
        count(*) filter (where answers.answer_state = 'no_reply') as no_reply,
        count(*) filter (where answers.answer_state = 'not_due') as not_due,
        count(*) filter (where answers.answer_state = 'not_sent') as not_sent,
        cast(
            {{ ratio('count(*) filter (where answers.is_valid)', 'nullif(count(*) filter (where answers.is_due), 0)') }}
            as double
        ) as response_rate,
        cast(sum(answers.quantity) filter (where answers.is_valid) as decimal(28, 2)) as total
    from answers
    inner join {{ ref('survey_items') }} as items
        on answers.subject = items.subject
            and answers.item = items.item
    group by answers.subject, answers.item, answers.fiscal_year, items.unit
)

select * from final
