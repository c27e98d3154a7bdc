-- A failing row is a target whose comparison shows another target, actual or status than its verdict.
select
    verdicts.indicator_id,
    verdicts.target_version
from {{ ref('kpi_target_status') }} as verdicts
left join {{ ref('target_comparison') }} as comparison
    on verdicts.indicator_id = comparison.indicator_id
        and verdicts.target_version = comparison.target_version
where
    verdicts.target is not null
    and (
        verdicts.target is distinct from comparison.target
        or verdicts.status is distinct from comparison.status
        or verdicts.is_in_force is distinct from comparison.is_in_force
        or verdicts.actual is distinct from case verdicts.budget_reading
            when 'initial' then comparison.actual_initial
            when 'supplement' then comparison.actual_supplementary
            else comparison.actual_all
        end
    )
