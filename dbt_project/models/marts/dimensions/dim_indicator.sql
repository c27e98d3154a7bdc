with

placed as (
    select
        indicator_id,
        bool_or(target_version = 'current') as in_current,
        bool_or(target_version = 'revised') as in_revised
    from {{ ref('int_version_indicators') }}
    group by indicator_id
)

select
    indicators.indicator_id,
    cast(indicators.position as integer) as position,
    cast(indicators.pillar as varchar) as pillar,
    cast(indicators.section as varchar) as section,
    indicators.label_ja,
    indicators.name_ja,
    indicators.name_en,
    indicators.unit,
    indicators.kind,
    indicators.value_type,
    indicators.is_core,
    indicators.paired_indicator_id,
    coalesce(placed.in_current, false) as in_current,
    coalesce(placed.in_revised, false) as in_revised,
    indicators.counting_rule,
    indicators.counting_rule_en,
    indicators.change_note
from {{ ref('indicators') }} as indicators
left join placed on indicators.indicator_id = placed.indicator_id
