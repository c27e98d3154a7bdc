with

-- The same for all records of an indicator, so any tells; an indicator without records has none.
rules as (
    select
        indicator_id,
        string_split(any_value(conditions), ',') as conditions
    from {{ ref('int_count_records') }}
    group by indicator_id
)

select
    indicators.indicator_id,
    cast(position as integer) as position,
    cast(pillar as varchar) as pillar,
    cast(section as varchar) as section,
    label_ja,
    name_ja,
    name_en,
    unit,
    kind,
    value_type,
    is_core,
    paired_indicator_id,
    in_current,
    in_revised,
    counting_rule,
    counting_rule_en,
    change_note,
    coalesce(rules.conditions, []) as conditions
from {{ ref('indicators') }} as indicators
left join rules on indicators.indicator_id = rules.indicator_id
