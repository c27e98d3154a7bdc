-- Counting rule of fdi_success: see the description of this model and reference.indicators.
{% set rule %}
    {{ has_succeeded() }}
    and certainty = 'confirmed'
    and category in ('1', '2', '3', '4')
    and {{ counts_by_date('success_date', in_file=true) }}
    and {{ has_number('case_id') }}
    -- A case in both programmes counts as collaboration; here it stays open until somebody says which.
    and case when not is_also_collaboration then true end
{% endset %}

select
    {{ counted_record(
        'fdi_success',
        source='fdi_cases',
        unit_id=unit_of('case_id'),
        deciding_date='success_date',
        rule=rule,
        is_doubted="coalesce(status = 'success', false) and " ~ lacks_earlier_support()
    ) }}
from {{ ref('int_fdi_cases') }}
