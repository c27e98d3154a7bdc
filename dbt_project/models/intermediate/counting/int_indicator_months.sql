with

ledger as (
    select * from {{ ref('int_count_ledger') }}
    where is_counted
),

final as (
    select
        indicator_id,
        budget_reading,
        fiscal_year,
        month,
        coalesce(budget_source, 'unknown') as budget_source,
        coalesce(programme, '') as programme,
        sum(value) as value,
        count(*) as units
    from ledger
    group by
        indicator_id,
        budget_reading,
        fiscal_year,
        month,
        coalesce(budget_source, 'unknown'),
        coalesce(programme, '')
)

select * from final
