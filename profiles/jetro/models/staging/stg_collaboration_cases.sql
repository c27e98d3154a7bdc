with

source as (
    select * from {{ source('landing', 'collaboration_cases') }}
),

comparable as (
    select
        -- ids
        {{ half_width('case_id') }} as case_id,
        -- text
        company_name,
        corporate_number as corporate_number_text,
        {{ clean_text('partner_name') }} as partner_name,
        {{ clean_text('country') }} as country,
        {{ without_contact_data(without_blanks('programme')) }} as programme,
        -- codes
        {{ clean_text('scope') }} as scope_text,
        {{ clean_text('form') }} as form_text,
        {{ clean_text('category') }} as category_text,
        {{ clean_text('status') }} as status_text,
        {{ clean_text('certainty') }} as certainty_text,
        {{ clean_text('budget_source') }} as budget_source_text,
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
        partner_name,
        country,
        programme,
        -- codes
        scope_text,
        {{ to_code('scope_text', 'scope') }} as scope,
        form_text,
        {{ to_code('form_text', 'form') }} as form,
        category_text,
        {{ to_code('category_text', 'category') }} as category,
        status_text,
        {{ to_code('status_text', 'status') }} as status,
        certainty_text,
        {{ to_code('certainty_text', 'certainty') }} as certainty,
        budget_source_text,
        {{ to_code('budget_source_text', 'budget_source') }} as budget_source,
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
            ['support_date_text', 'support_date'],
            ['success_date_text', 'success_date'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
