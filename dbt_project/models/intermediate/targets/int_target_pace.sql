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
        cast(
            unnest(generate_series({{ fiscal_year(period_start()) }}, {{ fiscal_year(period_end()) }})) as integer
        ) as fiscal_year
),

days as (
    select
        fiscal_year,
        fiscal_year - {{ fiscal_year(period_start()) }} as position,
        date_diff(
            'day',
            greatest({{ fiscal_year_start('fiscal_year') }}, {{ period_start() }}),
            least({{ fiscal_year_end('fiscal_year') }}, {{ period_end() }})
        )
        + 1 as days,
        greatest(0, 1 + date_diff(
            'day',
            greatest({{ fiscal_year_start('fiscal_year') }}, {{ period_start() }}),
            least({{ as_of_date() }}, {{ fiscal_year_end('fiscal_year') }}, {{ period_end() }})
        )) as elapsed_days
    from fiscal_years
),

-- Linear by day; with a growth percentage each fiscal year weighs that much more than the one before.
weights as (
    select
        targets.indicator_id,
        targets.target_version,
        targets.target,
        targets.pace_growth_percent,
        days.days,
        days.elapsed_days,
        cast(
            case when targets.pace_growth_percent is null then days.days
                else pow(1 + targets.pace_growth_percent / 100.0, days.position)
            end as decimal(18, 6)
        ) as weight
    from targets
    cross join days
),

final as (
    select
        indicator_id,
        target_version,
        target,
        cast(sum(weight) as decimal(18, 6)) as whole,
        cast(sum(weight * elapsed_days / days) as decimal(18, 6)) as elapsed
    from weights
    group by indicator_id, target_version, target
)

select
    indicator_id,
    target_version,
    elapsed,
    whole,
    -- For display; verdicts compare the products.
    round(cast(target * elapsed / whole as double), 6) as pace
from final
