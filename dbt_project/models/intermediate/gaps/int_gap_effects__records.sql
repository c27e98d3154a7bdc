-- What failing records can change: each counted unit in doubt is charged to one gap, the first that names it.
with

highest_units as (
    {{ highest_units() }}
),

failing as (
    select
        findings.gap_id,
        results.position,
        failing_records.source,
        failing_records.source_file,
        failing_records.source_row
    from {{ source('expectations', 'failing_records') }} as failing_records
    inner join {{ source('expectations', 'findings') }} as findings
        on failing_records.expectation_id = findings.expectation_id
            and failing_records.source is not distinct from findings.source
            and failing_records.fiscal_year is not distinct from findings.fiscal_year
    inner join {{ source('expectations', 'results') }} as results
        on findings.expectation_id = results.expectation_id
    where findings.effect = 'ledger' and findings.status = 'failed' and not findings.blocking
),

units as (
    select distinct
        failing.gap_id,
        failing.position,
        records.indicator_id,
        records.unit_id
    from failing
    inner join {{ ref('int_count_records') }} as records
        on failing.source = records.source
            and failing.source_file = records.source_file
            and failing.source_row = records.source_row
    where records.meets_rule is distinct from false
),

effects as (
    select
        units.gap_id,
        ledger.indicator_id,
        ledger.budget_reading,
        ledger.value_low - ledger.value as effect_low,
        -- A unit whose quantity is unknown adds at the most what one unit ever brought; NULL when none ever did.
        case
            when ledger.value_high is null then highest_units.value
            else ledger.value_high - ledger.value
        end as effect_high,
        row_number() over (
            partition by ledger.indicator_id, ledger.budget_reading, ledger.unit_id
            order by units.position, units.gap_id
        ) as place
    from units
    inner join {{ ref('int_count_ledger') }} as ledger
        on units.indicator_id = ledger.indicator_id
            and units.unit_id = ledger.unit_id
    left join highest_units
        on ledger.indicator_id = highest_units.indicator_id
            and ledger.budget_reading = highest_units.budget_reading
    where ledger.value_low <> ledger.value or ledger.value_high is distinct from ledger.value
),

charged as (
    select * from effects
    where place = 1
),

final as (
    select
        gap_id,
        indicator_id,
        budget_reading,
        sum(effect_low) as effect_low,
        case when count(*) = count(effect_high) then sum(effect_high) end as effect_high
    from charged
    group by gap_id, indicator_id, budget_reading
)

select * from final
