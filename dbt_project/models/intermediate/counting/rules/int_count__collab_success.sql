-- Counting rule of collab_success: see the description of this model and reference.indicators.
{% set rule %}
    {{ has_succeeded() }}
    and certainty = 'confirmed'
    and category in ('1', '2', '3', '4')
    and {{ counts_by_date('success_date', in_file=true) }}
    and {{ has_number('case_id') }}
{% endset %}

select
    {{ counted_record(
        'collab_success',
        source='collaboration_cases',
        unit_id=unit_of('case_id'),
        deciding_date='success_date',
        rule=rule,
        is_doubted="is_also_fdi or (coalesce(status = 'success', false) and " ~ lacks_earlier_support() ~ ")"
    ) }}
from {{ ref('int_collaboration_cases') }}
