-- How many rows a whole month brought, against the same month of earlier years.
with

-- A month without any row is a gap of its own and no measure for others.
months as (
    select
        source,
        fiscal_year,
        month,
        rows
    from {{ ref('int_source_months') }}
    where is_expected and rows > 0
),

compared as (
    select
        months.source,
        months.fiscal_year,
        months.month,
        months.rows,
        count(*) as earlier_years,
        avg(earlier.rows) as usual_rows,
        max(earlier.rows) as highest_rows
    from months
    inner join months as earlier
        on months.source = earlier.source
            and month(months.month) = month(earlier.month)
            and months.month > earlier.month
    group by all
),

final as (
    select
        *,
        cast(rows / usual_rows as double) as share_of_usual,
        -- Rows come in clusters, so their number varies more than a Poisson count: half as much again in variance.
        -- The usual number is itself a mean of few.
        abs(rows - usual_rows) > 3 * sqrt(1.5 * usual_rows * (1 + 1.0 / earlier_years)) as is_beyond_chance,
        greatest(highest_rows - rows, 0) as missing_rows
    from compared
)

select * from final
