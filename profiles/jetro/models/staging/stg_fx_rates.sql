with

source as (
    select * from {{ source('landing', 'fx_rates') }}
),

comparable as (
    select
        -- codes
        {{ clean_text('currency') }} as currency_text,
        -- flags and numbers
        yen_per_unit as yen_per_unit_text,
        {{ half_width('yen_per_unit') }} as yen_per_unit,
        -- dates
        month as month_text,
        {{ day_text('month') }} as month,
        {{ lineage_columns() }}
    from source
),

typed as (
    select
        -- codes
        currency_text,
        {{ to_code('currency_text', 'currency') }} as currency,
        -- flags and numbers
        yen_per_unit_text,
        {{ to_number('yen_per_unit') }} as yen_per_unit,
        -- dates
        month_text,
        {{ to_month('month') }} as month,
        {{ lineage_columns() }}
    from comparable
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
