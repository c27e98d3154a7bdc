-- Counting rule of agrifood_success: see the description of this model and reference.indicators.
{% set conditions = [
    ('confirmed_or_expected', "certainty in ('confirmed', 'expected')"),
] + dated('success_date', future_is_expected="certainty = 'expected'", in_file=true) + [numbered('success_id')] %}

select
    {{ counted_record(
        'agrifood_success',
        source='agrifood_cases',
        record_id='success_id',
        deciding_date='success_date',
        conditions=conditions
    ) }}
from {{ ref('int_agrifood_cases') }}
