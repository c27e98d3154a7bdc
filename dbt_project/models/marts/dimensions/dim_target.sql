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
    versions.source_document,
    versions.announced_on
from {{ ref('targets') }} as targets
inner join {{ ref('int_target_versions') }} as versions on targets.target_version = versions.target_version
