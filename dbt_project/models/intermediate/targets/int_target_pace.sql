-- How much of a target should be there by the as-of date: a pace, never a target of its own.
with

targets as (
    select
        targets.indicator_id,
        targets.target_version,
        targets.target,
        indicators.pace_growth_percent
    from {{ ref('targets') }} as targets
    inner join {{ ref('indicators') }} as indicators on targets.indicator_id = indicators.indicator_id
),

fiscal_years as (
    select
        {{ whole_numbers(fiscal_year(period_start()), fiscal_year(period_end())) }} as fiscal_year
),

days as (
    select
        fiscal_year,
        fiscal_year - {{ fiscal_year(period_start()) }} as position,
        {{ days_between(
            'greatest(' ~ fiscal_year_start('fiscal_year') ~ ', ' ~ period_start() ~ ')',
            'least(' ~ fiscal_year_end('fiscal_year') ~ ', ' ~ period_end() ~ ')'
        ) }}
        + 1 as days,
        greatest(0, 1 + {{ days_between(
            'greatest(' ~ fiscal_year_start('fiscal_year') ~ ', ' ~ period_start() ~ ')',
            'least(' ~ as_of_date() ~ ', ' ~ fiscal_year_end('fiscal_year') ~ ', ' ~ period_end() ~ ')'
        ) }}) as elapsed_days
    from fiscal_years
),

-- Linear by day; with a growth percentage each fiscal year weighs that much more than the one before.
weights as (
    select
        targets.indicator_id,
        targets.target_version,
        targets.target,
        targets.pace_growth_percent,
        plans.plan,
        days.days,
        days.elapsed_days,
        cast(
            case when targets.pace_growth_percent is null then days.days
                else pow(1 + {{ ratio('targets.pace_growth_percent', '100.0') }}, days.position)
            end as decimal(18, 6)
        ) as weight
    from targets
    cross join days
    left join {{ ref('annual_plan') }} as plans
        on targets.indicator_id = plans.indicator_id
            and targets.target_version = plans.target_version
            and days.fiscal_year = plans.fiscal_year
),

plans as (
    select
        indicator_id,
        target_version,
        sum(plan) as planned,
        sum(weight) filter (where plan is null) as weight_without_plan
    from weights
    group by indicator_id, target_version
),

-- An annual plan stands as it is; what it leaves of the target is shared among the years without one, by their weight.
shares as (
    select
        weights.indicator_id,
        weights.target_version,
        weights.target,
        weights.pace_growth_percent,
        plans.planned,
        weights.days,
        weights.elapsed_days,
        case
            when plans.planned is null then weights.weight
            when weights.plan is not null then cast(weights.plan as decimal(18, 6))
            else
                cast(
                    {{ ratio(
                        'greatest(weights.target - plans.planned, 0) * weights.weight', 'plans.weight_without_plan'
                    ) }}
                    as decimal(18, 6)
                )
        end as share
    from weights
    inner join plans
        on weights.indicator_id = plans.indicator_id
            and weights.target_version = plans.target_version
),

final as (
    select
        indicator_id,
        target_version,
        target,
        case
            when planned is not null then 'annual_plan'
            when pace_growth_percent is not null then 'growth'
            else 'linear'
        end as pace_basis,
        cast(case when planned is null then sum(share) else target end as decimal(18, 6)) as whole,
        cast(sum({{ ratio('share * elapsed_days', 'days') }}) as decimal(18, 6)) as elapsed
    from shares
    group by indicator_id, target_version, target, pace_growth_percent, planned
)

select
    indicator_id,
    target_version,
    elapsed,
    whole,
    -- For display; verdicts compare the products.
    {{ rounded('cast(' ~ ratio('target * elapsed', 'whole') ~ ' as double)', 6) }} as pace,
    pace_basis
from final
