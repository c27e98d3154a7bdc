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
    group by months.source, months.fiscal_year, months.month, months.rows
),

with_chance as (
    select
        *,
        -- Rows come in clusters, so their number varies more than a Poisson count: half as much again in variance.
        -- The usual number is itself a mean of few.
        3 * sqrt(1.5 * usual_rows * (1 + {{ ratio('1.0', 'earlier_years') }})) as chance
    from compared
),

final as (
    select
        source,
        fiscal_year,
        month,
        rows,
        earlier_years,
        usual_rows,
        highest_rows,
        cast({{ ratio('rows', 'usual_rows') }} as double) as share_of_usual,
        abs(rows - usual_rows) > chance as is_beyond_chance,
        -- A register grows: it may have brought a quarter more than the best of those months, or what chance adds.
        cast(greatest(ceil(highest_rows + greatest({{ ratio('highest_rows', '4') }}, chance)) - rows, 0) as bigint)
            as missing_rows
    from with_chance
)

select * from final
