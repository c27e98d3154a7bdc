with

with_company as (
    {{ with_company('stg_enquiries', prefecture=false) }}
),

occurrences as (
    {{ occurrences('stg_enquiries', 'enquiry_id', prefecture=false) }}
)

select
    with_company.*,
    {{ occurrence_columns() }}
from with_company
{{ join_occurrences('with_company') }}
