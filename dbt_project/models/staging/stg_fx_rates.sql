with

source as (
    select * from {{ source('landing', 'fx_rates') }}
),

typed as (
    select
        -- codes
        {{ clean_text('currency') }} as currency_text,
        {{ to_code('currency', 'currency') }} as currency,
        -- flags and numbers
        yen_per_unit as yen_per_unit_text,
        {{ to_number('yen_per_unit') }} as yen_per_unit,
        -- dates
        month as month_text,
        {{ to_month('month') }} as month,
        {{ lineage_columns() }}
    from source
),

final as (
    select
        *,
        {{ unreadable_columns([
            ['yen_per_unit_text', 'yen_per_unit'],
            ['month_text', 'month'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
