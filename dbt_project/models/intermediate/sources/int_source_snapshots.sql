with

snapshots as (
    select * from {{ source('landing', 'snapshots') }}
),

final as (
    select
        source,
        fiscal_year,
        file,
        snapshot_date,
        rows,
        -- After the period files go on coming; none can be of a year that has not begun.
        fiscal_year between {{ fiscal_year(period_start()) }} and {{ fiscal_year(as_of_date()) }}
            as is_of_a_possible_year
    from snapshots
)

select * from final
