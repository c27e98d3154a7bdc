-- What is counted, what could be and what is left out: one row per indicator, budget reading and counted unit.
{# What a unit takes from the record that speaks for it. #}
{% set of_the_record = [
    'unit_id', 'company_key', 'source', 'source_file', 'source_row', 'budget_source', 'programme', 'certainty',
    'deciding_date', 'file_fiscal_year', 'quantity', 'record_position',
] %}
with

records {{ as_inlined() }} (
    select * from {{ ref('int_count_records') }}
    where meets_rule is distinct from false or is_left_out
),

-- Most units are one record, which speaks for itself: only the others are put together.
shared_units as (
    select
        indicator_id,
        unit_id
    from records
    group by indicator_id, unit_id
    having count(*) > 1
),

records_of_shared_units {{ as_inlined() }} (
    select records.*
    from records
    inner join shared_units
        on records.indicator_id = shared_units.indicator_id
            and records.unit_id = shared_units.unit_id
),

lone_records as (
    select records.*
    from records
    left join shared_units
        on records.indicator_id = shared_units.indicator_id
            and records.unit_id = shared_units.unit_id
    where shared_units.unit_id is null
),

shared_by_reading {{ as_inlined() }} (
    {{ records_by_reading('records_of_shared_units') }}
),

lone_by_reading as (
    {{ records_by_reading('lone_records') }}
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
        {{ speaking_record('min(' ~ speaking_order() ~ ')') }} as record_position
    from shared_by_reading
    group by indicator_id, budget_reading, unit_id
),

-- One case number with several companies may be several cases. Counted apart, as such units are few: a count of what is
-- distinct takes memory for every unit.
units_of_several_companies as (
    select
        indicator_id,
        unit_id
    from records_of_shared_units
    group by indicator_id, unit_id
    having min(company_key) <> max(company_key)
),

companies_of_units as (
    select
        records.indicator_id,
        records.budget_reading,
        records.unit_id,
        count(distinct records.company_key) as companies
    from shared_by_reading as records
    inner join units_of_several_companies as several
        on records.indicator_id = several.indicator_id
            and records.unit_id = several.unit_id
    where records.meets_reading is distinct from false
    group by records.indicator_id, records.budget_reading, records.unit_id
),

-- The record that speaks for each unit, with what the records of the unit say together.
speaking as (
    select
        units.indicator_id,
        units.budget_reading,
        units.is_counted,
        units.is_certain,
        units.is_possible,
        units.is_left_out,
        greatest(coalesce(companies_of_units.companies, 1), 1) as companies,
        records.{{ of_the_record | join(', records.') }}
    from units
    inner join records
        on units.indicator_id = records.indicator_id
            and units.record_position = records.record_position
    left join companies_of_units
        on units.indicator_id = companies_of_units.indicator_id
            and units.budget_reading = companies_of_units.budget_reading
            and units.unit_id = companies_of_units.unit_id
    union all
    select
        indicator_id,
        budget_reading,
        coalesce(meets_reading, false) as is_counted,
        coalesce(meets_reading and not is_doubted, false) as is_certain,
        (meets_reading is distinct from false) as is_possible,
        is_left_out_of_reading as is_left_out,
        1 as companies,
        {{ of_the_record | join(', ') }}
    from lone_by_reading
),

final as (
    select
        indicator_id,
        budget_reading,
        unit_id,
        company_key,
        source,
        source_file,
        source_row,
        budget_source,
        programme,
        certainty,
        deciding_date,
        {{ month_of('deciding_date') }} as month,
        coalesce({{ fiscal_year('deciding_date') }}, file_fiscal_year) as fiscal_year,
        file_fiscal_year,
        is_counted,
        is_left_out and not is_counted as is_left_out,
        quantity,
        case when is_counted then quantity else 0 end as value,
        case when is_certain then quantity else 0 end as value_low,
        case when is_possible then quantity * companies else 0 end as value_high,
        record_position
    from speaking
    where is_possible or is_left_out
)

select * from final
