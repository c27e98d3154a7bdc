with

source as (
    select * from {{ source('landing', 'overseas_success') }}
),

typed as (
    select
        -- ids
        {{ half_width('success_id') }} as success_id,
        {{ half_width('case_id') }} as case_id,
        -- text
        company_name,
        corporate_number as corporate_number_text,
        prefecture as prefecture_text,
        {{ clean_text('country') }} as country,
        {{ half_width('programme') }} as programme,
        {{ clean_text('partner_agency') }} as partner_agency,
        -- codes
        {{ clean_text('success_type') }} as success_type_text,
        {{ to_code('success_type', 'success_type_overseas') }} as success_type,
        {{ clean_text('unit') }} as unit_text,
        {{ to_code('unit', 'unit') }} as unit,
        {{ clean_text('currency') }} as currency_text,
        {{ to_code('currency', 'currency') }} as currency,
        {{ clean_text('certainty') }} as certainty_text,
        {{ to_code('certainty', 'certainty') }} as certainty,
        {{ clean_text('budget_source') }} as budget_source_text,
        {{ to_code('budget_source', 'budget_source') }} as budget_source,
        -- flags and numbers
        amount as amount_text,
        {{ to_number('amount') }} as amount,
        {{ to_flag('is_hard_market') }} as is_hard_market,
        is_hard_market as is_hard_market_text,
        {{ to_flag('is_market_entry') }} as is_market_entry,
        is_market_entry as is_market_entry_text,
        -- dates
        success_date as success_date_text,
        {{ to_date('success_date') }} as success_date,
        {{ lineage_columns() }}
    from source
),

final as (
    select
        *,
        {{ unreadable_columns([
            ['amount_text', 'amount'],
            ['is_hard_market_text', 'is_hard_market'],
            ['is_market_entry_text', 'is_market_entry'],
            ['success_date_text', 'success_date'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
