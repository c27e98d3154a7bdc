with

with_company as (
    {{ with_company('stg_startup_cases', prefecture=false) }}
)

select
    *,
    {{ occurrence_columns('case_id') }}
from with_company
{{ case_number_window('case_id') }}
