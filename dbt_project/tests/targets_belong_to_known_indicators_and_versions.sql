-- A failing row is a target of an indicator or version that nobody declared.
select
    targets.indicator_id,
    targets.target_version
from {{ ref('targets') }} as targets
left join {{ ref('indicators') }} as indicators on targets.indicator_id = indicators.indicator_id
left join {{ ref('target_versions') }} as versions on targets.target_version = versions.target_version
where indicators.indicator_id is null or versions.target_version is null
