with

with_company as (
    {{ with_company('stg_overseas_support', prefecture=true) }}
),

occurrences as (
    {{ occurrences('stg_overseas_support', 'case_id') }}
)

select
    with_company.*,
    {{ occurrence_columns() }}
from with_company
{{ join_occurrences('with_company') }}
