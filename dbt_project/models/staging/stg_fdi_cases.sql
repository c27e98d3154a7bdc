with

source as (
    select * from {{ source('landing', 'fdi_cases') }}
),

typed as (
    select
        -- ids
        {{ half_width('case_id') }} as case_id,
        -- text
        company_name,
        corporate_number as corporate_number_text,
        prefecture as prefecture_text,
        {{ clean_text('country') }} as country,
        {{ clean_text('industry') }} as industry,
        {{ half_width('programme') }} as programme,
        -- codes
        {{ clean_text('category') }} as category_text,
        {{ to_code('category', 'category') }} as category,
        {{ clean_text('status') }} as status_text,
        {{ to_code('status', 'status') }} as status,
        {{ clean_text('certainty') }} as certainty_text,
        {{ to_code('certainty', 'certainty') }} as certainty,
        {{ clean_text('budget_source') }} as budget_source_text,
        {{ to_code('budget_source', 'budget_source') }} as budget_source,
        -- flags and numbers
        {{ to_flag('is_secondary') }} as is_secondary,
        is_secondary as is_secondary_text,
        -- dates
        support_date as support_date_text,
        {{ to_date('support_date') }} as support_date,
        success_date as success_date_text,
        {{ to_date('success_date') }} as success_date,
        {{ lineage_columns() }}
    from source
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
