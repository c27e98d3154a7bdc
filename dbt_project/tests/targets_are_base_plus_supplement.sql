-- A failing row is a target whose base and supplementary parts do not add up to it.
select
    indicator_id,
    target_version,
    base,
    supplement,
    target
from {{ ref('targets') }}
where base + supplement <> target
