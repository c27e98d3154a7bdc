with

with_company as (
    {{ with_company('stg_trade_missions', prefecture=false) }}
),

occurrences as (
    {{ occurrences('stg_trade_missions', 'visit_id', prefecture=false) }}
)

select
    with_company.*,
    {{ occurrence_columns() }}
from with_company
{{ join_occurrences('with_company') }}
