with

source as (
    select * from {{ source('landing', 'outcome_survey') }}
),

comparable as (
    select
        -- ids
        {{ half_width('survey_id') }} as survey_id,
        {{ half_width('case_id') }} as case_id,
        -- codes
        {{ clean_text('subject') }} as subject_text,
        {{ clean_text('response_status') }} as response_status_text,
        {{ clean_text('unit') }} as unit_text,
        {{ clean_text('currency') }} as currency_text,
        {{ clean_text('sales_change') }} as sales_change_text,
        -- flags and numbers
        investment_amount as investment_amount_text,
        {{ half_width('investment_amount') }} as investment_amount,
        equity_amount as equity_amount_text,
        {{ half_width('equity_amount') }} as equity_amount,
        enterprise_value as enterprise_value_text,
        {{ half_width('enterprise_value') }} as enterprise_value,
        new_jobs as new_jobs_text,
        {{ half_width('new_jobs') }} as new_jobs,
        behaviour_change as behaviour_change_text,
        {{ clean_text('behaviour_change') }} as behaviour_change,
        is_novel as is_novel_text,
        {{ clean_text('is_novel') }} as is_novel,
        -- dates
        sent_date as sent_date_text,
        {{ day_text('sent_date') }} as sent_date,
        due_date as due_date_text,
        {{ day_text('due_date') }} as due_date,
        answered_date as answered_date_text,
        {{ day_text('answered_date') }} as answered_date,
        {{ lineage_columns() }}
    from source
),

-- The unit and currency of a row, said by their columns or inside its amounts.
measured as (
    select
        *,
        {{ to_code('currency_text', 'currency') }} as currency_of_row,
        {% for item in ['investment_amount', 'equity_amount', 'enterprise_value'] -%}
            {{ to_code(currency_inside(item), 'currency') }} as {{ item }}_currency,
        {% endfor -%}
        {{ unit_of_row(
            to_code('unit_text', 'unit'), 'unit_text', ['investment_amount', 'equity_amount', 'enterprise_value']
        ) }} as unit
    from comparable
),

typed as (
    select
        -- ids
        survey_id,
        case_id,
        -- codes
        subject_text,
        {{ to_code('subject_text', 'survey_subject') }} as subject,
        response_status_text,
        {{ to_code('response_status_text', 'response_status') }} as response_status,
        unit_text,
        unit,
        currency_text,
        {{ currency_of(
            'currency_text', 'currency_of_row',
            ['investment_amount_currency', 'equity_amount_currency', 'enterprise_value_currency']
        ) }} as currency,
        sales_change_text,
        {{ to_code('sales_change_text', 'sales_change') }} as sales_change,
        {{ is_declined('sales_change_text') }} as sales_change_is_declined,
        -- flags and numbers
        investment_amount_text,
        {{ to_answered_amount(
            'investment_amount', 'unit', 'currency_of_row', 'investment_amount_currency'
        ) }} as investment_amount,
        {{ is_declined('investment_amount') }} as investment_amount_is_declined,
        equity_amount_text,
        {{ to_answered_amount('equity_amount', 'unit', 'currency_of_row', 'equity_amount_currency') }} as equity_amount,
        {{ is_declined('equity_amount') }} as equity_amount_is_declined,
        enterprise_value_text,
        {{ to_answered_amount(
            'enterprise_value', 'unit', 'currency_of_row', 'enterprise_value_currency'
        ) }} as enterprise_value,
        {{ is_declined('enterprise_value') }} as enterprise_value_is_declined,
        new_jobs_text,
        {{ to_answered_number('new_jobs') }} as new_jobs,
        {{ is_declined('new_jobs') }} as new_jobs_is_declined,
        behaviour_change_text,
        {{ to_flag('behaviour_change', blank='null') }} as behaviour_change,
        {{ is_declined('behaviour_change') }} as behaviour_change_is_declined,
        is_novel_text,
        {{ to_flag('is_novel', blank='null') }} as is_novel,
        {{ is_declined('is_novel') }} as is_novel_is_declined,
        -- dates
        sent_date_text,
        {{ to_date('sent_date') }} as sent_date,
        due_date_text,
        {{ to_date('due_date') }} as due_date,
        answered_date_text,
        {{ to_date('answered_date') }} as answered_date,
        {{ lineage_columns() }}
    from measured
),

final as (
    select
        *,
        {{ unreadable_columns([
            ["case when not investment_amount_is_declined then investment_amount_text end", "investment_amount"],
            ["case when not equity_amount_is_declined then equity_amount_text end", "equity_amount"],
            ["case when not enterprise_value_is_declined then enterprise_value_text end", "enterprise_value"],
            ["case when not new_jobs_is_declined then new_jobs_text end", "new_jobs"],
            ["case when not behaviour_change_is_declined then behaviour_change_text end", "behaviour_change"],
            ["case when not is_novel_is_declined then is_novel_text end", "is_novel"],
            ['sent_date_text', 'sent_date'],
            ['due_date_text', 'due_date'],
            ['answered_date_text', 'answered_date'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
