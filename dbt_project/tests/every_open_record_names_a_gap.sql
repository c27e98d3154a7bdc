-- A failing row is a record that a gap leaves open in a target, though no gap names it: an expectation is missing.
-- A warning: an expectation that could not run names no rows, and leaves the bounds open instead.
{{ config(severity='warn') }}

select
    lineage.indicator_id,
    lineage.source_file,
    lineage.source_row,
    lineage.outcome,
    lineage.reason
from {{ ref('kpi_lineage') }} as lineage
inner join {{ ref('indicators') }} as indicators on lineage.indicator_id = indicators.indicator_id
where
    indicators.kind = 'target'
    and {{ length_of_list('lineage.gap_ids') }} = 0
    and (lineage.outcome = 'open' or (lineage.outcome = 'counted' and lineage.value_low < lineage.value))
