with

source as (
    select * from {{ source('landing', 'fdi_cases') }}
),

comparable as (
    select
        -- ids
        {{ half_width('case_id') }} as case_id,
        -- text
        company_name,
        corporate_number as corporate_number_text,
        prefecture as prefecture_text,
        {{ clean_text('country') }} as country,
        {{ clean_text('industry') }} as industry,
        {{ without_contact_data(without_blanks('programme')) }} as programme,
        -- codes
        {{ clean_text('category') }} as category_text,
        {{ clean_text('status') }} as status_text,
        {{ clean_text('certainty') }} as certainty_text,
        {{ clean_text('budget_source') }} as budget_source_text,
        -- flags and numbers
        is_secondary as is_secondary_text,
        {{ clean_text('is_secondary') }} as is_secondary,
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
        prefecture_text,
        country,
        industry,
        programme,
        -- codes
        category_text,
        {{ to_code('category_text', 'category') }} as category,
        status_text,
        {{ to_code('status_text', 'status') }} as status,
        certainty_text,
        {{ to_code('certainty_text', 'certainty') }} as certainty,
        budget_source_text,
        {{ to_code('budget_source_text', 'budget_source') }} as budget_source,
        -- flags and numbers
        is_secondary_text,
        {{ to_flag('is_secondary') }} as is_secondary,
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
            ['is_secondary_text', 'is_secondary'],
            ['support_date_text', 'support_date'],
            ['success_date_text', 'success_date'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
