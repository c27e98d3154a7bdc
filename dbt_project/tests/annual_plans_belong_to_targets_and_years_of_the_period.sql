-- A failing row is an annual plan of no target, of a year outside the period, or below nought.
select
    plans.indicator_id,
    plans.target_version,
    plans.fiscal_year,
    plans.plan
from {{ ref('annual_plan') }} as plans
left join {{ ref('targets') }} as targets
    on plans.indicator_id = targets.indicator_id
        and plans.target_version = targets.target_version
where
    targets.indicator_id is null
    or plans.plan is null
    or plans.plan < 0
    or plans.fiscal_year is null
    or plans.fiscal_year not between {{ fiscal_year(period_start()) }} and {{ fiscal_year(period_end()) }}
