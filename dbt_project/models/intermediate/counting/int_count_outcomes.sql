{{ config(materialized='table' if target.type == 'spark' else 'view') }}

-- What became of each record considered, under each budget reading that it does not lie outside of.
with

records as (
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

-- One of several left out under one number is shown beside.
shown_beside as (
    select
        indicator_id,
        budget_reading,
        unit_id,
        min_by(source_file, {{ speaking_order() }}) as source_file,
        min_by(source_row, {{ speaking_order() }}) as source_row
    from left_out_by_reading
    where is_left_out_of_reading
    group by indicator_id, budget_reading, unit_id
),

judged as (
    select
        by_reading.*,
        ledger.value,
        ledger.value_low,
        ledger.value_high,
        ledger.is_counted,
        ledger.source_file = by_reading.source_file and ledger.source_row = by_reading.source_row as speaks_for_unit,
        by_reading.is_left_out_of_reading
        and not ledger.is_counted
        and shown_beside.source_file = by_reading.source_file
        and shown_beside.source_row = by_reading.source_row as is_shown_beside
    from by_reading
    left join {{ ref('int_count_ledger') }} as ledger
        on by_reading.indicator_id = ledger.indicator_id
            and by_reading.budget_reading = ledger.budget_reading
            and by_reading.unit_id = ledger.unit_id
    left join shown_beside
        on by_reading.indicator_id = shown_beside.indicator_id
            and by_reading.budget_reading = shown_beside.budget_reading
            and by_reading.unit_id = shown_beside.unit_id
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
        source_file,
        source_row,
        outcome,
        -- Only where it decides: readings that agree about a record then share a row of kpi_lineage.
        case when outcome = 'open' then open_in_reading end as open_in_reading,
        case when outcome = 'counted' then doubts_in_reading end as doubts_in_reading,
        case when speaks_for_unit then value else 0 end as value,
        case when speaks_for_unit then value_low else 0 end as value_low,
        case when speaks_for_unit then value_high else 0 end as value_high
    from concluded
)

select * from final
