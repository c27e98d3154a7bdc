-- Counting rule of coercion_consultations: see the description of this model and reference.indicators.
with

considered as (
    select
        *,
        cast(null as varchar) as company_key,
        cast(null as varchar) as budget_source,
        cast(null as varchar) as programme,
        cast(null as varchar) as certainty
    from {{ ref('stg_coercion_consultations') }}
)

select
    {{ counted_record(
        'coercion_consultations',
        source='coercion_consultations',
        unit_id=unit_of('case_id'),
        deciding_date='received_date',
        rule=counts_by_date('received_date') ~ ' and ' ~ has_number('case_id')
    ) }}
from considered
