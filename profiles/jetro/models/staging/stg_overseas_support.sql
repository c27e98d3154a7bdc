with

source as (
    select * from {{ source('landing', 'overseas_support') }}
),

comparable as (
    select
        -- ids
        {{ half_width('case_id') }} as case_id,
        -- text
        company_name,
        corporate_number as corporate_number_text,
        prefecture as prefecture_text,
        {{ without_contact_data(without_blanks('programme')) }} as programme,
        {{ clean_text('partner_agency') }} as partner_agency,
        -- codes
        {{ clean_text('budget_source') }} as budget_source_text,
        -- flags and numbers
        is_market_entry as is_market_entry_text,
        {{ clean_text('is_market_entry') }} as is_market_entry,
        is_follow_up as is_follow_up_text,
        {{ clean_text('is_follow_up') }} as is_follow_up,
        is_digital_meeting as is_digital_meeting_text,
        {{ clean_text('is_digital_meeting') }} as is_digital_meeting,
        is_first_timer as is_first_timer_text,
        {{ clean_text('is_first_timer') }} as is_first_timer,
        is_novel as is_novel_text,
        {{ clean_text('is_novel') }} as is_novel,
        -- dates
        support_date as support_date_text,
        {{ day_text('support_date') }} as support_date,
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
        programme,
        partner_agency,
        -- codes
        budget_source_text,
        {{ to_code('budget_source_text', 'budget_source') }} as budget_source,
        -- flags and numbers
        is_market_entry_text,
        {{ to_flag('is_market_entry') }} as is_market_entry,
        is_follow_up_text,
        {{ to_flag('is_follow_up') }} as is_follow_up,
        is_digital_meeting_text,
        {{ to_flag('is_digital_meeting') }} as is_digital_meeting,
        is_first_timer_text,
        {{ to_flag('is_first_timer') }} as is_first_timer,
        is_novel_text,
        {{ to_flag('is_novel') }} as is_novel,
        -- dates
        support_date_text,
        {{ to_date('support_date') }} as support_date,
        {{ lineage_columns() }}
    from comparable
),

final as (
    select
        *,
        {{ unreadable_columns([
            ['is_market_entry_text', 'is_market_entry'],
            ['is_follow_up_text', 'is_follow_up'],
            ['is_digital_meeting_text', 'is_digital_meeting'],
            ['is_first_timer_text', 'is_first_timer'],
            ['is_novel_text', 'is_novel'],
            ['support_date_text', 'support_date'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
