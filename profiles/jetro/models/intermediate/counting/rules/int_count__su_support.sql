-- Counting rule of su_support: see the description of this model and reference.indicators.
{% set conditions = dated('support_date', in_file=true) + [numbered('case_id')] %}

select
    {{ counted_record(
        'su_support',
        source='startup_cases',
        record_id='case_id',
        deciding_date='support_date',
        conditions=conditions
    ) }}
from {{ ref('int_startup_cases') }}
