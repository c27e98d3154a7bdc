-- A failing row is a target whose annual plans of all years add up to something else: the pace then ends there. It may
-- be meant, so it stops nothing.
{{ config(severity='warn') }}

select
    targets.indicator_id,
    targets.target_version,
    targets.target,
    sum(plans.plan) as planned
from {{ ref('targets') }} as targets
inner join {{ ref('annual_plan') }} as plans
    on targets.indicator_id = plans.indicator_id
        and targets.target_version = plans.target_version
group by targets.indicator_id, targets.target_version, targets.target
having
    count(*) = 1 + {{ fiscal_year(period_end()) }} - {{ fiscal_year(period_start()) }}
    and sum(plans.plan) <> targets.target
