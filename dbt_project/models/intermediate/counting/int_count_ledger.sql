-- What is counted, what could be and what is left out: one row per indicator, budget reading and counted unit.
with

records as (
    select * from {{ ref('int_count_records') }}
    where meets_rule is distinct from false or is_left_out
),

by_reading as (
    {{ records_by_reading('records') }}
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
        greatest(count(distinct company_key) filter (where meets_reading is distinct from false), 1) as companies,
        -- The record that speaks for the unit.
        min_by(
            {{ record_of({
                'company_key': 'company_key',
                'source': 'source',
                'source_file': 'source_file',
                'source_row': 'source_row',
                'budget_source': 'budget_source',
                'programme': 'programme',
                'certainty': 'certainty',
                'deciding_date': 'deciding_date',
                'file_fiscal_year': 'file_fiscal_year',
                'quantity': 'quantity',
            }) }},
            {{ speaking_order() }}
        ) as record
    from by_reading
    group by indicator_id, budget_reading, unit_id
),

final as (
    select
        indicator_id,
        budget_reading,
        unit_id,
        record.company_key,
        record.source,
        record.source_file,
        record.source_row,
        record.budget_source,
        record.programme,
        record.certainty,
        record.deciding_date,
        {{ month_of('record.deciding_date') }} as month,
        coalesce({{ fiscal_year('record.deciding_date') }}, record.file_fiscal_year) as fiscal_year,
        record.file_fiscal_year,
        is_counted,
        is_left_out and not is_counted as is_left_out,
        record.quantity,
        case when is_counted then record.quantity else 0 end as value,
        case when is_certain then record.quantity else 0 end as value_low,
        case when is_possible then record.quantity * companies else 0 end as value_high
    from units
    where is_possible or is_left_out
)

select * from final
