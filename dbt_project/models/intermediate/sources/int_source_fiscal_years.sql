with

fiscal_years as (
    select
        cast(
            unnest(
                generate_series(
                    {{ fiscal_year(period_start()) }},
                    {{ fiscal_year('least(' ~ as_of_date() ~ ', ' ~ period_end() ~ ')') }}
                )
            ) as integer
        ) as fiscal_year
),

snapshots as (
    select
        source,
        fiscal_year,
        snapshot_date,
        rows
    from {{ source('landing', 'snapshots') }}
),

-- The last thing that happened to each file; one that was corrected since is no longer in quarantine.
last_receipts as (
    select * from {{ source('landing', 'receipts') }}
    qualify row_number() over (partition by file order by attempted_at desc) = 1
),

quarantined as (
    select
        receipts.source,
        coalesce(receipts.fiscal_year, {{ fiscal_year(as_of_date()) }}) as fiscal_year,
        count(*) as files,
        string_agg(receipts.error, '; ' order by receipts.file) as errors
    from last_receipts as receipts
    left join snapshots
        on receipts.source = snapshots.source
            and receipts.fiscal_year = snapshots.fiscal_year
    where
        receipts.outcome = 'quarantined'
        and coalesce(receipts.snapshot_date <= {{ as_of_date() }}, true)
        and (snapshots.snapshot_date is null or coalesce(receipts.snapshot_date > snapshots.snapshot_date, true))
    group by all
),

-- A quote left open hides as many rows as it takes lines.
rejected as (
    select
        source,
        file_fiscal_year as fiscal_year,
        cast(sum(lines) as bigint) as rows,
        string_agg(source_file || ', row ' || source_row || ': ' || reason, '; ' order by source_file, source_row) as places
    from {{ source('landing', 'rejected_rows') }}
    group by source, file_fiscal_year
),

final as (
    select
        contracts.source,
        fiscal_years.fiscal_year,
        case when snapshots.source is null then 0 else 1 end as files,
        coalesce(snapshots.rows, 0) as rows,
        snapshots.snapshot_date as newest_snapshot_date,
        date_diff(
            'day',
            snapshots.snapshot_date,
            least({{ as_of_date() }}, {{ fiscal_year_end('fiscal_years.fiscal_year') }})
        ) as days_since_snapshot,
        contracts.cadence_days,
        contracts.every_fiscal_year or quarantined.files is not null as is_file_expected,
        coalesce(quarantined.files, 0) as quarantined_files,
        quarantined.errors as quarantine_errors,
        coalesce(rejected.rows, 0) as rejected_rows,
        rejected.places as rejected_places
    from {{ source('landing', 'contracts') }} as contracts
    cross join fiscal_years
    left join snapshots
        on contracts.source = snapshots.source
            and fiscal_years.fiscal_year = snapshots.fiscal_year
    left join quarantined
        on contracts.source = quarantined.source
            and fiscal_years.fiscal_year = quarantined.fiscal_year
    left join rejected
        on contracts.source = rejected.source
            and fiscal_years.fiscal_year = rejected.fiscal_year
)

select
    *,
    coalesce(days_since_snapshot > cadence_days, false) as is_stale
from final
