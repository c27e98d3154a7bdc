with

with_company as (
    {{ with_company('stg_collaboration_cases', prefecture=false) }}
),

fdi as (
    select distinct case_id
    from {{ ref('stg_fdi_cases') }}
    where case_id is not null
),

final as (
    select
        with_company.*,
        fdi.case_id is not null as is_also_fdi
    from with_company
    left join fdi on with_company.case_id = fdi.case_id
),

occurrences as (
    {{ occurrences('stg_collaboration_cases', 'case_id', prefecture=false) }}
)

select
    final.*,
    {{ occurrence_columns() }}
from final
{{ join_occurrences('final') }}
