with

with_company as (
    {{ with_company('stg_agrifood_cases') }}
),

rates as (
    {{ rates_by_month('stg_fx_rates') }}
),

final as (
    select
        with_company.*,
        -- Its supports arrive in no export: a support number on the row is all that can be asked for.
        with_company.case_id is not null as has_support,
        {{ to_yen('amount', 'unit', 'with_company.currency', 'rates.yen_per_unit') }} as amount_jpy
    from with_company
    left join rates
        on with_company.currency = rates.currency
            and {{ month_of('with_company.success_date') }} = rates.month
),

occurrences as (
    {{ occurrences('stg_agrifood_cases', 'success_id') }}
)

select
    final.*,
    {{ occurrence_columns() }}
from final
{{ join_occurrences('final') }}
