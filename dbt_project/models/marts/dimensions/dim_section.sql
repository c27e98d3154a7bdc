with

indicators as (
    select
        indicators.section,
        count(distinct indicators.indicator_id) as indicators,
        count(distinct targets.indicator_id) as targets,
        count(distinct sources.indicator_id) as fed
    from {{ ref('indicators') }} as indicators
    left join {{ ref('targets') }} as targets on indicators.indicator_id = targets.indicator_id
    left join {{ ref('indicator_sources') }} as sources on indicators.indicator_id = sources.indicator_id
    group by indicators.section
),

final as (
    select
        sections.section,
        sections.position,
        cast(sections.pillar as {{ text_type() }}) as pillar,
        sections.name_ja,
        sections.name_en,
        sections.has_figures_in_document,
        coalesce(indicators.targets, 0) > 0 as has_targets,
        coalesce(indicators.fed, 0) > 0 as has_sources,
        coalesce(indicators.indicators, 0) as indicators,
        coalesce(indicators.targets, 0) as targets,
        case when coalesce(indicators.targets, 0) > 0 then 'has_targets' else 'no_target' end as status,
        sections.note_ja,
        sections.note_en,
        pillars.name_ja as pillar_name_ja,
        pillars.name_en as pillar_name_en
    from {{ ref('sections') }} as sections
    left join {{ ref('pillars') }} as pillars on cast(sections.pillar as {{ text_type() }}) = pillars.pillar
    left join indicators on sections.section = indicators.section
)

select * from final
