-- What is counted, what could be and what is left out: one row per indicator, budget reading and counted unit.
with

records as (
    select * from {{ ref('int_count_records') }}
    where meets_rule is distinct from false or is_left_out
),

-- A record whose budget source is unknown is unknown to the readings that depend on it.
by_reading as (
    select
        records.*,
        readings.budget_reading,
        records.meets_rule
        and (readings.budget_source is null or records.budget_source = readings.budget_source) as meets_reading,
        records.is_left_out
        and coalesce(readings.budget_source is null or records.budget_source = readings.budget_source, false)
            as is_left_out_of_reading
    from records
    cross join {{ ref('budget_readings') }} as readings
),

units as (
    select
        indicator_id,
        budget_reading,
        unit_id,
        bool_or(coalesce(meets_reading, false)) as is_counted,
        bool_or(coalesce(meets_reading, false) and not is_doubted) as is_certain,
        bool_or(meets_reading is distinct from false) as is_possible,
        bool_or(is_left_out_of_reading) as is_left_out,
        -- One case number with several companies may be several cases.
        greatest(count(distinct company_key) filter (where meets_reading is distinct from false), 1) as companies
    from by_reading
    group by indicator_id, budget_reading, unit_id
),

-- The record that speaks for a unit: the first that counts, so that a case supported in two years is of the first.
representatives as (
    select *
    from by_reading
    qualify row_number() over (
        partition by indicator_id, budget_reading, unit_id
        order by
            coalesce(meets_reading, false) desc,
            meets_reading is null desc,
            is_left_out_of_reading desc,
            deciding_date nulls last,
            snapshot_date desc,
            source_file,
            source_row
    ) = 1
),

final as (
    select
        units.indicator_id,
        units.budget_reading,
        units.unit_id,
        representatives.company_key,
        representatives.source,
        representatives.source_file,
        representatives.source_row,
        representatives.budget_source,
        representatives.programme,
        representatives.certainty,
        representatives.deciding_date,
        {{ month_of('representatives.deciding_date') }} as month,
        coalesce({{ fiscal_year('representatives.deciding_date') }}, representatives.file_fiscal_year) as fiscal_year,
        representatives.file_fiscal_year,
        units.is_counted,
        units.is_left_out and not units.is_counted as is_left_out,
        representatives.quantity,
        case when units.is_counted then representatives.quantity else 0 end as value,
        case when units.is_certain then representatives.quantity else 0 end as value_low,
        case when units.is_possible then representatives.quantity * units.companies else 0 end as value_high
    from units
    inner join representatives
        on units.indicator_id = representatives.indicator_id
        and units.budget_reading = representatives.budget_reading
        and units.unit_id = representatives.unit_id
    where units.is_possible or units.is_left_out
)

select * from final
