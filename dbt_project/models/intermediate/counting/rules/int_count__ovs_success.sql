-- Counting rule of ovs_success: see the description of this model and reference.indicators.
{% set rule %}
    certainty in ('confirmed', 'expected')
    -- An expected success may lie ahead: then it merely does not count yet.
    and {{ counts_by_date('success_date', future_is_expected="certainty = 'expected'", in_file=true) }}
    and {{ has_number('success_id') }}
{% endset %}

with

considered as (
    select * from {{ ref('int_overseas_success') }}
),

with_exclusion as (
    select
        considered.*,
        {{ is_excluded() }} as is_excluded
    from considered
    {{ join_exclusions('ovs_success') }}
)

select
    {{ counted_record(
        'ovs_success',
        source='overseas_success',
        unit_id=unit_of('success_id'),
        deciding_date='success_date',
        rule=rule,
        is_doubted="not has_support",
        is_excluded='is_excluded'
    ) }}
from with_exclusion
