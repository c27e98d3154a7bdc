-- Counting rule of collab_support: see the description of this model and reference.indicators.
{% set conditions = dated('support_date', in_file=true) + [numbered('case_id')] %}

select
    {{ counted_record(
        'collab_support',
        source='collaboration_cases',
        record_id='case_id',
        deciding_date='support_date',
        conditions=conditions,
        doubts=[('not_also_fdi', 'is_also_fdi')]
    ) }}
from {{ ref('int_collaboration_cases') }}
