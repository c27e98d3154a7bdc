-- What stands of each narrative's file: one in quarantine or out of reach is a text that nobody can read here.
with

receipts as (
    select * from {{ source('landing', 'receipts') }}
    where stands and source = 'narratives'
),

final as (
    select
        file as source_file,
        snapshot_date as dated_on,
        outcome in ('accepted', 'already_landed') as is_landed,
        error
    from receipts
    -- One dated after the as-of date is not awaited yet.
    where coalesce(snapshot_date <= {{ as_of_date() }}, true)
)

select * from final
