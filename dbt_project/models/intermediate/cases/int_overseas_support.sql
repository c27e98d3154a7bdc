with

with_company as (
    {{ with_company('stg_overseas_support', prefecture=true) }}
)

select
    *,
    {{ occurrence_columns('case_id') }}
from with_company
{{ case_number_window('case_id') }}
