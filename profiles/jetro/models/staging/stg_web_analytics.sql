with

source as (
    select * from {{ source('landing', 'web_analytics') }}
),

comparable as (
    select
        -- text
        {{ clean_text('site') }} as site,
        -- flags and numbers
        views as views_text,
        {{ half_width('views') }} as views,
        -- dates
        month as month_text,
        {{ day_text('month') }} as month,
        {{ lineage_columns() }}
    from source
),

typed as (
    select
        -- text
        site,
        -- flags and numbers
        views_text,
        {{ to_integer('views') }} as views,
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
            ['views_text', 'views'],
            ['month_text', 'month'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
