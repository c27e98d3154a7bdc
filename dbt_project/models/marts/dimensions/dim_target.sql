with

versions as (
    select
        *,
        effective_from <= {{ as_of_date() }}
        and row_number() over (
            order by
                case when effective_from <= {{ as_of_date() }} then effective_from end desc nulls last, position desc
        ) = 1 as is_in_force
    from {{ ref('target_versions') }}
),

final as (
    select
        targets.indicator_id,
        targets.target_version,
        versions.name_ja as target_version_ja,
        versions.name_en as target_version_en,
        versions.budget_reading,
        cast(targets.base as bigint) as target_base,
        cast(targets.supplement as bigint) as target_supplement,
        cast(targets.target as bigint) as target,
        versions.effective_from,
        versions.is_in_force,
        versions.source as source_document
    from {{ ref('targets') }} as targets
    inner join versions on targets.target_version = versions.target_version
)

select * from final
