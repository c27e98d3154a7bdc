-- Counting rule of agrifood_success: see the description of this model and reference.indicators.
{% set rule %}
    certainty in ('confirmed', 'expected')
    and {{ counts_by_date('success_date', future_is_expected="certainty = 'expected'", in_file=true) }}
    and {{ has_number('success_id') }}
{% endset %}

select
    {{ counted_record(
        'agrifood_success',
        source='agrifood_cases',
        unit_id=unit_of('success_id'),
        deciding_date='success_date',
        rule=rule,
        is_doubted="false"
    ) }}
from {{ ref('int_agrifood_cases') }}
