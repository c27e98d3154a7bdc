-- The target versions that were known on the as-of date, in the order of their dates, and the one in force.
with

known as (
    select *
    from {{ ref('target_versions') }}
    where announced_on is null or announced_on <= {{ as_of_date() }}
),

final as (
    select
        target_version,
        name_ja,
        name_en,
        budget_reading,
        effective_from,
        announced_on,
        source as source_document,
        lag(target_version) over (order by effective_from, target_version) as previous_version,
        effective_from <= {{ as_of_date() }}
        and row_number() over (
            order by
                case when effective_from <= {{ as_of_date() }} then effective_from end desc nulls last,
                target_version desc
        ) = 1 as is_in_force
    from known
)

select * from final
