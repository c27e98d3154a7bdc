with

months as (
    select {{ days_by(
        'month', period_start(), month_of('least(' ~ as_of_date() ~ ', ' ~ period_end() ~ ')')
    ) }} as month
),

-- Which sources promise a row a month, and by which column, is said by their contracts.
rows_by_month as (
    {{ rows_by_month() }}
),

final as (
    select
        contracts.source,
        contracts.monthly_by,
        {{ fiscal_year('months.month') }} as fiscal_year,
        months.month,
        coalesce(rows_by_month.rows, 0) as rows,
        -- A missing or stale file speaks for its own months; only months that the landed file covers whole count here.
        coalesce(
            years.newest_snapshot_date
            >= cast(months.month + {{ interval_of(1, 'month') }} - {{ interval_of(1, 'day') }} as date),
            false
        ) as is_expected
    from {{ source('landing', 'contracts') }} as contracts
    cross join months
    left join {{ ref('int_source_fiscal_years') }} as years
        on contracts.source = years.source
            and years.fiscal_year = {{ fiscal_year('months.month') }}
    left join rows_by_month
        on contracts.source = rows_by_month.source
            and months.month = rows_by_month.month
    where contracts.monthly_by is not null
)

select
    *,
    -- Nothing has come since: the rows end early, which is another matter than a month left out between others.
    coalesce(month > max(case when rows > 0 then month end) over (partition by source), false) as is_trailing
from final
