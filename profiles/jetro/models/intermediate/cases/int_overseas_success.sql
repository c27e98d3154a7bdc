with

with_company as (
    {{ with_company('stg_overseas_success') }}
),

supports as (
    select distinct case_id
    from {{ ref('stg_overseas_support') }}
    where case_id is not null
),

rates as (
    {{ rates_by_month('stg_fx_rates') }}
),

final as (
    select
        with_company.*,
        supports.case_id is not null as has_support,
        {{ to_yen('amount', 'unit', 'with_company.currency', 'rates.yen_per_unit') }} as amount_jpy
    from with_company
    left join supports on with_company.case_id = supports.case_id
    left join rates
        on with_company.currency = rates.currency
            and {{ month_of('with_company.success_date') }} = rates.month
),

occurrences as (
    {{ occurrences('stg_overseas_success', 'success_id') }}
)

select
    final.*,
    {{ occurrence_columns() }}
from final
{{ join_occurrences('final') }}
