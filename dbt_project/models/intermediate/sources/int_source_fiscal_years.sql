with

fiscal_years as (
    select
        {{ whole_numbers(
            fiscal_year(period_start()), fiscal_year('least(' ~ as_of_date() ~ ', ' ~ period_end() ~ ')')
        ) }} as fiscal_year
),

snapshots as (
    select
        source,
        fiscal_year,
        snapshot_date,
        file,
        sha256,
        rows
    from {{ source('landing', 'snapshots') }}
),

-- What stands of each file; one that was corrected or retracted since is no longer in quarantine.
last_receipts as (
    select
        source,
        file,
        fiscal_year,
        snapshot_date,
        outcome,
        error,
        attempted_at
    from {{ source('landing', 'receipts') }}
    where stands
),

-- When the file that speaks was accepted: an attempt after it that failed was meant to correct it.
accepted as (
    select
        snapshots.source,
        snapshots.fiscal_year,
        snapshots.snapshot_date,
        max(receipts.attempted_at) as accepted_at
    from snapshots
    inner join {{ source('landing', 'receipts') }} as receipts
        on snapshots.file = receipts.file
            and snapshots.sha256 = receipts.sha256
            and receipts.outcome = 'accepted'
    group by snapshots.source, snapshots.fiscal_year, snapshots.snapshot_date
),

quarantined as (
    select
        receipts.source,
        coalesce(receipts.fiscal_year, {{ fiscal_year(as_of_date()) }}) as fiscal_year,
        count(*) as files,
        max(coalesce(receipts.snapshot_date, {{ as_of_date() }})) as snapshot_date,
        {{ joined_text('receipts.error', '; ', 'receipts.file') }} as errors
    from last_receipts as receipts
    left join accepted
        on receipts.source = accepted.source
            and receipts.fiscal_year = accepted.fiscal_year
    where
        -- A file that could not be fetched is as unknown as one that could not be read.
        receipts.outcome in ('quarantined', 'unreachable')
        and coalesce(receipts.snapshot_date <= {{ as_of_date() }}, true)
        and (
            accepted.source is null
            or receipts.snapshot_date is null
            or receipts.snapshot_date > accepted.snapshot_date
            or (receipts.snapshot_date = accepted.snapshot_date and receipts.attempted_at > accepted.accepted_at)
        )
    group by receipts.source, coalesce(receipts.fiscal_year, {{ fiscal_year(as_of_date()) }})
),

-- A quote left open hides as many rows as it takes lines.
rejected as (
    select
        source,
        file_fiscal_year as fiscal_year,
        cast(sum(lines) as bigint) as rows,
        {{ joined_text(
            "source_file || ', row ' || source_row || ': ' || reason", '; ', 'source_file, source_row'
        ) }} as places
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
        {{ days_between(
            'snapshots.snapshot_date',
            'least(' ~ as_of_date() ~ ', ' ~ fiscal_year_end('fiscal_years.fiscal_year') ~ ')'
        ) }} as days_since_snapshot,
        {{ days_between('snapshots.snapshot_date', 'quarantined.snapshot_date') }} as days_to_quarantined,
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
