with

answers as (
    select * from {{ ref('int_survey_answers') }}
),

final as (
    select
        subject,
        item,
        fiscal_year,
        -- While the year runs, surveys still wait to be sent.
        fiscal_year < {{ fiscal_year(as_of_date()) }} as is_over,
        count(*) as surveys,
        count(*) filter (where is_due) as due,
        cast({{ ratio("count(*) filter (where answer_state <> 'not_sent')", 'count(*)') }} as double) as sent_share,
        cast({{ ratio(
            "count(*) filter (where is_due and response_status = 'undeliverable')", 'nullif(count(*) filter (where is_due), 0)'
        ) }} as double) as undeliverable_share,
        cast({{ ratio(
            "count(*) filter (where is_due and answer_state = 'declined')", 'nullif(count(*) filter (where is_due), 0)'
        ) }} as double) as declined_share
    from answers
    group by subject, item, fiscal_year
)

select * from final
