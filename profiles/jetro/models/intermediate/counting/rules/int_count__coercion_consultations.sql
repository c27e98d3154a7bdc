-- Counting rule of coercion_consultations: see the description of this model and reference.indicators.
with

considered as (
    select
        *,
        cast(null as {{ text_type() }}) as company_key,
        cast(null as {{ text_type() }}) as budget_source,
        cast(null as {{ text_type() }}) as programme,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('stg_coercion_consultations') }}
)

select
    {{ counted_record(
        'coercion_consultations',
        source='coercion_consultations',
        record_id='case_id',
        deciding_date='received_date',
        conditions=dated('received_date') + [numbered('case_id')]
    ) }}
from considered
