{% set shown_records = 100 %}
with

findings as (
    select * from {{ source('expectations', 'findings') }}
),

failing_records as (
    select * from {{ source('expectations', 'failing_records') }}
),

-- Where a row stands and which number it bears, never the value that was found: it may be personal or confidential.
records as (
    select
        findings.gap_id,
        cast(row_number() over (
            partition by findings.gap_id
            order by
                failing_records.source_file nulls last,
                failing_records.source_row nulls last,
                failing_records.month nulls last,
                failing_records.record_id nulls last
        ) as integer) as position,
        failing_records.source,
        failing_records.fiscal_year,
        failing_records.month,
        failing_records.source_file,
        failing_records.source_row,
        failing_records.record_id
    from findings
    inner join failing_records
        on findings.expectation_id = failing_records.expectation_id
            and findings.source is not distinct from failing_records.source
            and findings.fiscal_year is not distinct from failing_records.fiscal_year
    where findings.status = 'failed'
),

final as (
    select * from records
    where position <= {{ shown_records }}
)

select * from final
