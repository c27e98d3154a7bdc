-- A failing row is an indicator whose section nobody named, or named under another pillar.
select
    indicators.indicator_id,
    indicators.section
from {{ ref('indicators') }} as indicators
left join {{ ref('sections') }} as sections
    on indicators.section = sections.section
        and cast(indicators.pillar as {{ text_type() }}) = cast(sections.pillar as {{ text_type() }})
where sections.section is null
