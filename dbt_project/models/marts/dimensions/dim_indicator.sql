with

breaks as (
    select
        indicator_id,
        max(break_date) filter (where has_happened and not is_comparable) as comparable_from
    from {{ ref('dim_series_break') }}
    group by indicator_id
),

-- The same for all records of an indicator, so any tells; an indicator without records has none.
rules as (
    select
        indicator_id,
        {{ list_of_parts('any_value(conditions)') }} as conditions
    from {{ ref('int_count_records') }}
    group by indicator_id
),

placed as (
    select
        indicator_id,
        bool_or(target_version = 'current') as in_current,
        bool_or(target_version = 'revised') as in_revised
    from {{ ref('int_version_indicators') }}
    group by indicator_id
),

final as (
    select
        indicators.indicator_id,
        cast(indicators.position as integer) as position,
        cast(indicators.pillar as {{ text_type() }}) as pillar,
        cast(indicators.section as {{ text_type() }}) as section,
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
        indicators.change_note,
        breaks.comparable_from,
        coalesce(rules.conditions, {{ empty_list() }}) as conditions
    from {{ ref('indicators') }} as indicators
    left join breaks on indicators.indicator_id = breaks.indicator_id
    left join placed on indicators.indicator_id = placed.indicator_id
    left join rules on indicators.indicator_id = rules.indicator_id
)

select * from final
