-- A failing row is a case number that counts both as inward investment and as collaboration.
select
    fdi.unit_id,
    fdi.indicator_id,
    collaboration.indicator_id as other_indicator_id
from {{ ref('int_count_ledger') }} as fdi
inner join {{ ref('int_count_ledger') }} as collaboration
    on fdi.unit_id = collaboration.unit_id
        and fdi.budget_reading = collaboration.budget_reading
where
    fdi.indicator_id in ('fdi_success', 'fdi_support')
    and collaboration.indicator_id in ('collab_success', 'collab_support')
    and fdi.is_counted and collaboration.is_counted
