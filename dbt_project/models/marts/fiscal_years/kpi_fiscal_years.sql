with

months as (
    select *
    from {{ ref('int_indicator_months') }}
    where budget_reading = 'all'
),

-- Both from the months, so that the parts add up to the whole.
by_budget_source as (
    select
        indicator_id,
        fiscal_year,
        budget_source,
        sum(value) as value
    from months
    group by indicator_id, fiscal_year, budget_source
),

whole as (
    select
        indicator_id,
        fiscal_year,
        'all' as budget_source,
        sum(value) as value
    from months
    group by indicator_id, fiscal_year
),

final as (
    select * from by_budget_source
    union all
    select * from whole
)

select
    final.indicator_id,
    cast(indicators.pillar as {{ text_type() }}) as pillar,
    final.fiscal_year,
    final.budget_source,
    cast(final.value as decimal(28, 2)) as value,
    indicators.unit
from final
inner join {{ ref('indicators') }} as indicators on final.indicator_id = indicators.indicator_id
