-- Counting rule of fdi_support: see the description of this model and reference.indicators.
{% set rule %}
    {{ counts_by_date('support_date', in_file=true) }}
    and {{ has_number('case_id') }}
    and case when not is_also_collaboration then true end
{% endset %}

select
    {{ counted_record(
        'fdi_support',
        source='fdi_cases',
        unit_id=unit_of('case_id'),
        deciding_date='support_date',
        rule=rule,
        is_doubted="false"
    ) }}
from {{ ref('int_fdi_cases') }}
