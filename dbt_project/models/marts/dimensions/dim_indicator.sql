select
    indicator_id,
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
    change_note
from {{ ref('indicators') }}
