with

source as (
    select * from {{ source('landing', 'activities') }}
),

comparable as (
    select
        -- ids
        {{ half_width('activity_id') }} as activity_id,
        -- text
        {{ clean_text('counterpart') }} as counterpart,
        -- codes
        {{ clean_text('section') }} as section_text,
        {{ clean_text('activity_type') }} as activity_type_text,
        -- flags and numbers
        count as count_text,
        {{ half_width('count') }} as count,
        -- dates
        activity_date as activity_date_text,
        {{ day_text('activity_date') }} as activity_date,
        {{ lineage_columns() }}
    from source
),

typed as (
    select
        -- ids
        activity_id,
        -- text
        counterpart,
        -- codes
        section_text,
        {{ to_code('section_text', 'section') }} as section,
        activity_type_text,
        {{ to_code('activity_type_text', 'activity_type') }} as activity_type,
        -- flags and numbers
        count_text,
        {{ to_integer('count') }} as count,
        -- dates
        activity_date_text,
        {{ to_date('activity_date') }} as activity_date,
        {{ lineage_columns() }}
    from comparable
),

final as (
    select
        *,
        {{ unreadable_columns([
            ['count_text', 'count'],
            ['activity_date_text', 'activity_date'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
