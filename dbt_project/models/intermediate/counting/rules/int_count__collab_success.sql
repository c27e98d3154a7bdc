-- Counting rule of collab_success: see the description of this model and reference.indicators.
{% set rule %}
    status = 'success'
    and certainty = 'confirmed'
    and category in ('1', '2', '3', '4')
    and {{ counts_by_date('success_date') }}
    and {{ has_number('case_id') }}
{% endset %}

select
    {{ counted_record(
        'collab_success',
        source='collaboration_cases',
        unit_id=unit_of('case_id'),
        deciding_date='success_date',
        rule=rule,
        is_doubted="is_also_fdi or (status = 'success' and support_date is null)"
    ) }}
from {{ ref('int_collaboration_cases') }}
