{{ config(materialized='view' if target.type == 'duckdb' else 'table') }}

with

ledger as (
    select * from {{ ref('int_count_ledger') }}
    where is_counted and budget_reading = 'all'
),

final as (
    select
        indicator_id,
        unit_id,
        fiscal_year,
        source,
        source_file,
        source_row,
        value
    from ledger
    where {{ fiscal_year_end('fiscal_year') }} + {{ var('closed_after_days') }} <= {{ as_of_date() }}
)

select * from final
