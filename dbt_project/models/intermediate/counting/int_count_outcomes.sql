{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}

-- What became of each record considered, under each budget reading that it does not lie outside of.
with

records {{ as_inlined() }} (
    select * from {{ ref('int_count_records') }}
),

left_out_records as (
    select * from records
    where is_left_out
),

by_reading as (
    {{ records_by_reading('records') }}
),

left_out_by_reading as (
    {{ records_by_reading('left_out_records') }}
),

-- One of several left out under one number is shown beside, where none of them counts.
left_out_units as (
    select
        indicator_id,
        budget_reading,
        unit_id,
        {{ speaking_record('min(' ~ speaking_order() ~ ')') }} as record_position
    from left_out_by_reading
    where is_left_out_of_reading
    group by indicator_id, budget_reading, unit_id
),

shown_beside as (
    select left_out_units.*
    from left_out_units
    inner join {{ ref('int_count_ledger') }} as ledger
        on left_out_units.indicator_id = ledger.indicator_id
            and left_out_units.budget_reading = ledger.budget_reading
            and left_out_units.unit_id = ledger.unit_id
    where not ledger.is_counted
),

judged as (
    select
        by_reading.*,
        ledger.value,
        ledger.value_low,
        ledger.value_high,
        ledger.is_counted,
        ledger.record_position is not null as speaks_for_unit,
        shown_beside.record_position is not null as is_shown_beside
    from by_reading
    left join {{ ref('int_count_ledger') }} as ledger
        on by_reading.indicator_id = ledger.indicator_id
            and by_reading.budget_reading = ledger.budget_reading
            and by_reading.record_position = ledger.record_position
    left join shown_beside
        on by_reading.indicator_id = shown_beside.indicator_id
            and by_reading.budget_reading = shown_beside.budget_reading
            and by_reading.record_position = shown_beside.record_position
    where
        by_reading.meets_reading is distinct from false
        or by_reading.is_left_out_of_reading
        -- What no reading counts is told under each; what another reading counts is not of this one.
        or (by_reading.meets_rule is false and not by_reading.is_left_out)
),

concluded as (
    select
        *,
        case
            when meets_rule is false and not is_left_out then 'not_counted'
            when is_shown_beside then 'excluded'
            when speaks_for_unit then case when is_counted then 'counted' else 'open' end
            else 'merged'
        end as outcome
    from judged
),

final as (
    select
        indicator_id,
        budget_reading,
        reading_bit,
        source_file,
        source_row,
        outcome,
        -- Only where it decides: readings that agree about a record then share a row of kpi_lineage.
        case when outcome = 'open' then open_in_reading end as open_in_reading,
        case when outcome = 'counted' then doubts_in_reading end as doubts_in_reading,
        case when speaks_for_unit then value else 0 end as value,
        case when speaks_for_unit then value_low else 0 end as value_low,
        case when speaks_for_unit then value_high else 0 end as value_high,
        record_position
    from concluded
)

select * from final
