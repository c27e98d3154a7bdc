with

source as (
    select * from {{ source('landing', 'entrepreneur_programme') }}
),

comparable as (
    select
        -- ids
        {{ half_width('participant_id') }} as participant_id,
        -- text
        {{ clean_text('destination') }} as destination,
        {{ without_contact_data(without_blanks('programme')) }} as programme,
        -- codes
        {{ clean_text('budget_source') }} as budget_source_text,
        -- dates
        start_date as start_date_text,
        {{ day_text('start_date') }} as start_date,
        end_date as end_date_text,
        {{ day_text('end_date') }} as end_date,
        {{ lineage_columns() }}
    from source
),

typed as (
    select
        -- ids
        participant_id,
        -- text
        destination,
        programme,
        -- codes
        budget_source_text,
        {{ to_code('budget_source_text', 'budget_source') }} as budget_source,
        -- dates
        start_date_text,
        {{ to_date('start_date') }} as start_date,
        end_date_text,
        {{ to_date('end_date') }} as end_date,
        {{ lineage_columns() }}
    from comparable
),

final as (
    select
        *,
        {{ unreadable_columns([
            ['start_date_text', 'start_date'],
            ['end_date_text', 'end_date'],
        ]) }} as unreadable_columns
    from typed
)

select * from final
