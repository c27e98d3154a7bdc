-- Counting rule of collab_support: see the description of this model and reference.indicators.
{% set rule %}
    {{ counts_by_date('support_date', in_file=true) }}
    and {{ has_number('case_id') }}
{% endset %}

select
    {{ counted_record(
        'collab_support',
        source='collaboration_cases',
        unit_id=unit_of('case_id'),
        deciding_date='support_date',
        rule=rule,
        is_doubted="is_also_fdi"
    ) }}
from {{ ref('int_collaboration_cases') }}
