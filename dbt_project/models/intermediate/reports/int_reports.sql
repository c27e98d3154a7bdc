-- Every report there ever was, and the one this run is about to give.
with

kept as (
    select * from {{ source('history', 'target_status_revisions') }}
),

next_revision as (
    select coalesce(max(revision), 0) + 1 as revision
    from kept
    where as_of_date = {{ as_of_date() }}
),

reports as (
    select
        as_of_date,
        revision,
        indicator_id,
        target_version,
        actual,
        status
    from kept
    union all
    select
        now.as_of_date,
        next_revision.revision,
        now.indicator_id,
        now.target_version,
        now.actual,
        now.status
    from {{ ref('kpi_target_status') }} as now
    cross join next_revision
)

select
    *,
    revision = max(revision) over (partition by as_of_date) as is_last
from reports
