with

source as (
    select * from {{ source('landing', 'coercion_consultations') }}
),

comparable as (
    select
        -- ids
        {{ half_width('case_id') }} as case_id,
        -- text
        company_name,
        corporate_number as corporate_number_text,
        {{ clean_text('country') }} as country,
        {{ clean_text('item') }} as item,
        -- codes
        {{ clean_text('response') }} as response_text,
        -- dates
        received_date as received_date_text,
        {{ day_text('received_date') }} as received_date,
        closed_date as closed_date_text,
        {{ day_text('closed_date') }} as closed_date,
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
        country,
        item,
        -- codes
        response_text,
        {{ to_code('response_text', 'response') }} as response,
        -- dates
        received_date_text,
        {{ to_date('received_date') }} as received_date,
        closed_date_text,
        {{ to_date('closed_date') }} as closed_date,
        {{ lineage_columns() }}
    from comparable
),

final as (
    select
        *,
        {{ unreadable_columns([
            ['received_date_text', 'received_date'],
            ['closed_date_text', 'closed_date'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
