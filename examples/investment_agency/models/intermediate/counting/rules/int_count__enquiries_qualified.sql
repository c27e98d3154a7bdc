-- Counting rule of enquiries_qualified: see the description of this model and reference.indicators.
{% set conditions = [
    ('qualified', "stage = 'qualified'"),
] + dated('received_date', in_file=true) + [numbered('enquiry_id')] %}

with

considered as (
    select
        *,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('int_enquiries') }}
)

select
    {{ counted_record(
        'enquiries_qualified',
        source='enquiries',
        record_id='enquiry_id',
        deciding_date='received_date',
        conditions=conditions
    ) }}
from considered
