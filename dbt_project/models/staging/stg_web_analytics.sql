with

source as (
    select * from {{ source('landing', 'web_analytics') }}
),

typed as (
    select
        -- text
        {{ clean_text('site') }} as site,
        -- flags and numbers
        views as views_text,
        try_cast({{ to_number('views') }} as bigint) as views,
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
            ['views_text', 'views'],
            ['month_text', 'month'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
