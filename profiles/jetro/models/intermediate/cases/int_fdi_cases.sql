with

with_company as (
    {{ with_company('stg_fdi_cases') }}
),

collaboration as (
    select distinct case_id
    from {{ ref('stg_collaboration_cases') }}
    where case_id is not null
),

final as (
    select
        with_company.*,
        collaboration.case_id is not null as is_also_collaboration
    from with_company
    left join collaboration on with_company.case_id = collaboration.case_id
),

occurrences as (
    {{ occurrences('stg_fdi_cases', 'case_id') }}
)

select
    final.*,
    {{ occurrence_columns() }}
from final
{{ join_occurrences('final') }}
