-- A failing row is a record that does not count, or counts in doubt, and whose reason has no words in count_reasons.
select
    indicator_id,
    source_file,
    source_row,
    outcome,
    failed_conditions,
    open_conditions,
    doubts
from {{ ref('kpi_lineage') }}
where
    (reason is null or reason_ja is null or reason_en is null)
    and (outcome <> 'counted' or {{ length_of_list('doubts') }} > 0)
