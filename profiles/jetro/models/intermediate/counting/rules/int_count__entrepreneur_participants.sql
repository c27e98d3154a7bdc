-- Counting rule of entrepreneur_participants: see the description of this model and reference.indicators.
with

considered as (
    select
        *,
        cast(null as {{ text_type() }}) as company_key,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('stg_entrepreneur_programme') }}
)

select
    {{ counted_record(
        'entrepreneur_participants',
        source='entrepreneur_programme',
        record_id='participant_id',
        deciding_date='start_date',
        conditions=dated('start_date') + [numbered('participant_id')]
    ) }}
from considered
