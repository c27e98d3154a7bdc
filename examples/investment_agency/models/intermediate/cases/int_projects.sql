with

with_company as (
    {{ with_company('stg_projects', prefecture=false) }}
),

occurrences as (
    {{ occurrences('stg_projects', 'project_id', prefecture=false) }}
)

select
    with_company.*,
    {{ occurrence_columns() }}
from with_company
{{ join_occurrences('with_company') }}
