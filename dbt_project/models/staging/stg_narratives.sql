with

source as (
    select * from {{ source('landing', 'narratives') }}
),

final as (
    select
        -- ids
        indicator_id,
        -- text
        text as narrative_text,
        -- dates
        dated_on,
        -- origin
        source_file,
        source_sha256
    from source
)

select * from final
