-- Counting rule of fdi_support: see the description of this model and reference.indicators.
{% set conditions = dated('support_date', in_file=true) + [
    numbered('case_id'),
    ('not_also_collaboration', yes_or_unknown('not is_also_collaboration')),
] %}

select
    {{ counted_record(
        'fdi_support',
        source='fdi_cases',
        record_id='case_id',
        deciding_date='support_date',
        conditions=conditions
    ) }}
from {{ ref('int_fdi_cases') }}
