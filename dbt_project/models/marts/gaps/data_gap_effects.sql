with

effects as (
    select * from {{ ref('int_gap_effects__records') }}
    union all
    select * from {{ ref('int_gap_effects__periods') }}
    union all
    select * from {{ ref('int_gap_effects__rejected') }}
    union all
    select * from {{ ref('int_gap_effects__unbounded') }}
),

final as (
    select
        gap_id,
        indicator_id,
        budget_reading,
        cast(effect_low as decimal(28, 2)) as effect_low,
        cast(effect_high as decimal(28, 2)) as effect_high
    from effects
)

select * from final
