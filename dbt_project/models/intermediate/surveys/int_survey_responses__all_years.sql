with

responses as (
    select * from {{ ref('int_survey_responses') }}
    where occurrence = 1
),

final as (
    select
        coalesce(survey_id, source_file || '#' || source_row) as survey_key,
        survey_id,
        subject,
        case_id,
        company_key,
        budget_source,
        programme,
        certainty,
        response_status,
        sales_change,
        behaviour_change,
        is_novel,
        cast(investment_amount_jpy as decimal(28, 2)) as investment_amount_jpy,
        cast(equity_amount_jpy as decimal(28, 2)) as equity_amount_jpy,
        cast(enterprise_value_jpy as decimal(28, 2)) as enterprise_value_jpy,
        cast(new_jobs as decimal(28, 2)) as new_jobs,
        sent_date,
        due_date,
        answered_date,
        deciding_date,
        fiscal_year,
        source_file,
        source_row,
        file_fiscal_year
    from responses
)

select * from final
