with

reports as (
    select * from {{ ref('int_reports') }}
),

report_files as (
    select * from {{ ref('int_report_files') }}
),

now as (
    select
        reports.*,
        status.budget_reading
    from reports
    inner join {{ ref('kpi_target_status') }} as status
        on reports.indicator_id = status.indicator_id
            and reports.target_version = status.target_version
    where reports.as_of_date = {{ as_of_date() }} and reports.is_last
),

-- The same day reported again with another figure.
reported_again as (
    select
        later.as_of_date,
        later.indicator_id,
        later.target_version,
        'reported_again' as change,
        earlier.revision as old_revision,
        later.as_of_date as new_as_of_date,
        later.revision as new_revision,
        earlier.actual as old_actual,
        later.actual as new_actual,
        earlier.status as old_status,
        later.status as new_status
    from reports as later
    inner join reports as earlier
        on later.as_of_date = earlier.as_of_date
            and later.indicator_id = earlier.indicator_id
            and later.target_version = earlier.target_version
            and later.revision = earlier.revision + 1
    where later.actual is distinct from earlier.actual or later.status is distinct from earlier.status
),

-- What counts by now up to the day of an earlier report: late entries, corrections, withdrawals.
counted_since as (
    select
        past.as_of_date,
        past.indicator_id,
        past.target_version,
        'restated' as change,
        past.revision as old_revision,
        now.as_of_date as new_as_of_date,
        now.revision as new_revision,
        past.actual as old_actual,
        cast({{ rounded_whole(
            'coalesce('
            ~ 'sum(ledger.value) filter (where ledger.is_counted and ledger.deciding_date <= past.as_of_date), 0)'
        ) }} as bigint) as new_actual
    from reports as past
    inner join now
        on past.indicator_id = now.indicator_id
            and past.target_version = now.target_version
            and past.as_of_date < now.as_of_date
    inner join {{ ref('indicators') }} as indicators on past.indicator_id = indicators.indicator_id
    left join {{ ref('int_count_ledger') }} as ledger
        on now.indicator_id = ledger.indicator_id
            and now.budget_reading = ledger.budget_reading
    where past.is_last and indicators.value_type in ('count', 'amount')
    group by
        past.as_of_date,
        past.indicator_id,
        past.target_version,
        past.revision,
        now.as_of_date,
        now.revision,
        past.actual
    -- What counts without a day of its own cannot be counted up to a day.
    having count(*) filter (where ledger.is_counted and ledger.deciding_date is null) = 0
),

changes as (
    select * from reported_again
    union all
    select
        *,
        cast(null as {{ text_type() }}) as old_status,
        cast(null as {{ text_type() }}) as new_status
    from counted_since
    where new_actual is distinct from old_actual
),

final as (
    select
        changes.as_of_date,
        changes.indicator_id,
        changes.target_version,
        changes.change,
        changes.old_revision,
        changes.new_as_of_date,
        changes.new_revision,
        changes.old_actual,
        changes.new_actual,
        changes.new_actual - changes.old_actual as difference,
        changes.old_status,
        changes.new_status,
        -- Files that one of the two reports was counted from and the other was not, or not with that content.
        case
            when old_files.files is not null and new_files.files is not null
                then {{ files_that_differ('new_files.files', 'old_files.files') }}
        end as files
    from changes
    left join report_files as old_files
        on changes.as_of_date = old_files.as_of_date
            and changes.old_revision = old_files.revision
            and changes.indicator_id = old_files.indicator_id
    left join report_files as new_files
        on changes.new_as_of_date = new_files.as_of_date
            and changes.new_revision = new_files.revision
            and changes.indicator_id = new_files.indicator_id
)

select * from final
