with

goals as (
    select
        *,
        known_from <= {{ as_of_date() }} as is_known,
        lag(goal) over (partition by goal_id order by known_from nulls last) as revised_from,
        row_number() over (
            partition by goal_id
            order by case when known_from <= {{ as_of_date() }} then known_from end desc nulls last
        ) as recency
    from {{ ref('government_goals') }}
),

final as (
    select
        goal_id,
        known_from,
        name_ja,
        name_en,
        unit,
        goal,
        revised_from,
        due_year,
        announced_on,
        is_known,
        is_known and recency = 1 as is_current,
        section,
        indicator_id,
        source as source_document,
        note_ja,
        note_en
    from goals
)

select * from final
