with

kept as (
    select * from {{ source('history', 'inputs_revisions') }}
),

-- The report that this run is about to give.
next_revision as (
    select max(revision) as revision
    from {{ ref('int_reports') }}
    where as_of_date = {{ as_of_date() }}
),

inputs as (
    select
        as_of_date,
        revision,
        source,
        file,
        sha256
    from kept
    -- What a report that was never finished left behind is no revision.
    where as_of_date <> {{ as_of_date() }} or revision < (select next_revision.revision from next_revision)
    union all
    select
        {{ as_of_date() }} as as_of_date,
        next_revision.revision,
        snapshots.source,
        snapshots.file,
        snapshots.sha256
    from {{ source('landing', 'snapshots') }} as snapshots
    cross join next_revision
),

final as (
    select
        inputs.as_of_date,
        inputs.revision,
        indicator_sources.indicator_id,
        {{ sorted_list(
            record_of({'file': 'inputs.file', 'sha256': 'inputs.sha256'}), order_by='inputs.file'
        ) }} as files
    from inputs
    inner join {{ ref('indicator_sources') }} as indicator_sources on inputs.source = indicator_sources.source
    group by inputs.as_of_date, inputs.revision, indicator_sources.indicator_id
)

select * from final
