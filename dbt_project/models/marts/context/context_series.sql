with

units as (
    select
        goal_id,
        {{ max_by('unit', 'known_from') }} as unit
    from {{ ref('government_goals') }}
    group by goal_id
),

figures as (
    select
        *,
        known_from <= {{ as_of_date() }} as is_known,
        lag(value) over (partition by goal_id, year order by known_from nulls last) as revised_from,
        row_number() over (
            partition by goal_id, year
            order by case when known_from <= {{ as_of_date() }} then known_from end desc nulls last
        ) as recency
    from {{ ref('government_figures') }}
),

final as (
    select
        figures.goal_id,
        figures.year,
        figures.known_from,
        figures.value,
        figures.revised_from,
        units.unit,
        figures.is_known,
        figures.is_known and figures.recency = 1 as is_current,
        figures.source as source_document,
        figures.note_ja,
        figures.note_en
    from figures
    inner join units on figures.goal_id = units.goal_id
)

select * from final
