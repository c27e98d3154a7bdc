with

source as (
    select * from {{ source('landing', 'startup_cases') }}
),

comparable as (
    select
        -- ids
        {{ half_width('case_id') }} as case_id,
        -- text
        company_name,
        corporate_number as corporate_number_text,
        {{ clean_text('support_type') }} as support_type,
        {{ without_contact_data(clean_text('success_type')) }} as success_type,
        {{ without_contact_data(without_blanks('programme')) }} as programme,
        -- codes
        {{ clean_text('certainty') }} as certainty_text,
        {{ clean_text('budget_source') }} as budget_source_text,
        -- flags and numbers
        is_pre_founding as is_pre_founding_text,
        {{ clean_text('is_pre_founding') }} as is_pre_founding,
        -- dates
        support_date as support_date_text,
        {{ day_text('support_date') }} as support_date,
        success_date as success_date_text,
        {{ day_text('success_date') }} as success_date,
        {{ lineage_columns() }}
    from source
),

typed as (
    select
        -- ids
        case_id,
        -- text
        company_name,
        corporate_number_text,
        support_type,
        success_type,
        programme,
        -- codes
        certainty_text,
        {{ to_code('certainty_text', 'certainty') }} as certainty,
        budget_source_text,
        {{ to_code('budget_source_text', 'budget_source') }} as budget_source,
        -- flags and numbers
        is_pre_founding_text,
        {{ to_flag('is_pre_founding') }} as is_pre_founding,
        -- dates
        support_date_text,
        {{ to_date('support_date') }} as support_date,
        success_date_text,
        {{ to_date('success_date') }} as success_date,
        {{ lineage_columns() }}
    from comparable
),

final as (
    select
        *,
        {{ unreadable_columns([
            ['is_pre_founding_text', 'is_pre_founding'],
            ['support_date_text', 'support_date'],
            ['success_date_text', 'success_date'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
