with

-- Every set of readings, by the sum of its bits.
readings as (
    {{ numbered_readings() }}
),

sums_of_bits as (
    select {{ whole_numbers('1', 'all_readings.bits') }} as bits
    from (select cast(sum(reading_bit) as integer) as bits from readings) as all_readings
),

sets_of_readings as (
    select
        sums_of_bits.bits,
        {{ sorted_list('readings.budget_reading') }} as budget_readings
    from sums_of_bits
    inner join readings on sums_of_bits.bits & readings.reading_bit <> 0
    group by sums_of_bits.bits
),

-- Readings that agree about a record share a row.
outcomes as (
    select
        indicator_id,
        record_position,
        outcome,
        open_in_reading,
        doubts_in_reading,
        max(value) as value,
        max(value_low) as value_low,
        max(value_high) as value_high,
        cast(sum(reading_bit) as integer) as bits
    from {{ ref('int_count_outcomes') }}
    group by indicator_id, record_position, outcome, open_in_reading, doubts_in_reading
),

gaps as (
    select
        failing_records.source_file,
        failing_records.source_row,
        {{ each_of('findings.indicator_ids') }} as indicator_id,
        findings.gap_id
    from {{ source('expectations', 'failing_records') }} as failing_records
    inner join {{ source('expectations', 'findings') }} as findings
        on failing_records.expectation_id = findings.expectation_id
            and failing_records.source is not distinct from findings.source
            and failing_records.fiscal_year is not distinct from findings.fiscal_year
    where findings.effect = 'ledger' and findings.status = 'failed'
),

gaps_of_records as (
    select
        indicator_id,
        source_file,
        source_row,
        {{ sorted_set('gap_id') }} as gap_ids
    from gaps
    group by indicator_id, source_file, source_row
),

records as (
    select
        records.*,
        gaps_of_records.gap_ids as gap_ids_of_record
    from {{ ref('int_count_records') }} as records
    left join gaps_of_records
        on records.indicator_id = gaps_of_records.indicator_id
            and records.source_file = gaps_of_records.source_file
            and records.source_row = gaps_of_records.source_row
),

described as (
    select
        records.*,
        sets_of_readings.budget_readings,
        outcomes.outcome,
        outcomes.value,
        outcomes.value_low,
        outcomes.value_high,
        nullif(concat_ws(',', records.open_conditions, outcomes.open_in_reading), '') as all_open,
        nullif(concat_ws(',', records.doubts, outcomes.doubts_in_reading), '') as all_doubts,
        -- What cannot count has no gap that matters.
        case when outcomes.outcome <> 'not_counted' then records.gap_ids_of_record end as gap_ids
    from outcomes
    inner join records
        on outcomes.indicator_id = records.indicator_id
            and outcomes.record_position = records.record_position
    left join sets_of_readings on outcomes.bits = sets_of_readings.bits
),

-- The condition that decides, and how it stands.
decided as (
    select
        *,
        case outcome
            when 'counted' then 'doubted'
            when 'open' then 'open'
            else 'failed'
        end as standing,
        case outcome
            when 'counted' then {{ first_name('all_doubts') }}
            when 'open' then {{ first_name('all_open') }}
            when 'excluded' then 'programme_in_scope'
            when 'merged' then 'speaks_for_its_unit'
            else {{ first_name('failed_conditions') }}
        end as deciding_condition
    from described
),

final as (
    select
        decided.indicator_id,
        decided.budget_readings,
        decided.outcome,
        reasons.reason,
        decided.source,
        decided.record_id,
        decided.unit_id,
        decided.company_key,
        reasons.text_ja as reason_ja,
        reasons.text_en as reason_en,
        decided.budget_source,
        decided.programme,
        decided.certainty,
        {{ list_of_names('decided.failed_conditions') }} as failed_conditions,
        {{ list_of_names('decided.all_open') }} as open_conditions,
        {{ list_of_names('decided.all_doubts') }} as doubts,
        coalesce(decided.gap_ids, {{ empty_list() }}) as gap_ids,
        decided.quantity,
        cast(decided.value as decimal(28, 2)) as value,
        cast(decided.value_low as decimal(28, 2)) as value_low,
        cast(decided.value_high as decimal(28, 2)) as value_high,
        coalesce({{ fiscal_year('decided.deciding_date') }}, decided.file_fiscal_year) as fiscal_year,
        {{ month_of('decided.deciding_date') }} as month,
        decided.deciding_date,
        decided.source_file,
        decided.source_row
    from decided
    left join {{ ref('count_reasons') }} as reasons
        on decided.deciding_condition = reasons.condition
            and decided.standing = reasons.standing
)

select * from final
