with

source as (
    select * from {{ source('landing', 'overseas_success') }}
),

comparable as (
    select
        -- ids
        {{ half_width('success_id') }} as success_id,
        {{ half_width('case_id') }} as case_id,
        -- text
        company_name,
        corporate_number as corporate_number_text,
        prefecture as prefecture_text,
        {{ clean_text('country') }} as country,
        {{ without_contact_data(without_blanks('programme')) }} as programme,
        {{ clean_text('partner_agency') }} as partner_agency,
        -- codes
        {{ clean_text('success_type') }} as success_type_text,
        {{ clean_text('unit') }} as unit_text,
        {{ clean_text('currency') }} as currency_text,
        {{ clean_text('certainty') }} as certainty_text,
        {{ clean_text('budget_source') }} as budget_source_text,
        -- flags and numbers
        amount as amount_text,
        {{ half_width('amount') }} as amount,
        is_hard_market as is_hard_market_text,
        {{ clean_text('is_hard_market') }} as is_hard_market,
        is_market_entry as is_market_entry_text,
        {{ clean_text('is_market_entry') }} as is_market_entry,
        -- dates
        success_date as success_date_text,
        {{ day_text('success_date') }} as success_date,
        {{ lineage_columns() }}
    from source
),

-- The unit and currency of a row, said by their columns or inside the amount.
measured as (
    select
        *,
        {{ to_code('currency_text', 'currency') }} as currency_of_row,
        {{ to_code(currency_inside('amount'), 'currency') }} as currency_inside,
        {{ unit_of_row(to_code('unit_text', 'unit'), 'unit_text', ['amount']) }} as unit
    from comparable
),

typed as (
    select
        -- ids
        success_id,
        case_id,
        -- text
        company_name,
        corporate_number_text,
        prefecture_text,
        country,
        programme,
        partner_agency,
        -- codes
        success_type_text,
        {{ to_code('success_type_text', 'success_type_overseas') }} as success_type,
        unit_text,
        unit,
        currency_text,
        {{ currency_of('currency_text', 'currency_of_row', ['currency_inside']) }} as currency,
        certainty_text,
        {{ to_code('certainty_text', 'certainty') }} as certainty,
        budget_source_text,
        {{ to_code('budget_source_text', 'budget_source') }} as budget_source,
        -- flags and numbers
        amount_text,
        {{ to_amount('amount', 'unit', 'currency_of_row', 'currency_inside') }} as amount,
        is_hard_market_text,
        {{ to_flag('is_hard_market') }} as is_hard_market,
        is_market_entry_text,
        {{ to_flag('is_market_entry') }} as is_market_entry,
        -- dates
        success_date_text,
        {{ to_date('success_date') }} as success_date,
        {{ lineage_columns() }}
    from measured
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
