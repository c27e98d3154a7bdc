-- Counting rule of su_support: see the description of this model and reference.indicators.
{% set rule %}
    {{ counts_by_date('support_date', in_file=true) }}
    and {{ has_number('case_id') }}
{% endset %}

select
    {{ counted_record(
        'su_support',
        source='startup_cases',
        unit_id=unit_of('case_id'),
        deciding_date='support_date',
        rule=rule,
        is_doubted="false"
    ) }}
from {{ ref('int_startup_cases') }}
