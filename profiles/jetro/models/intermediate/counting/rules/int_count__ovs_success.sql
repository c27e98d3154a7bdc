-- Counting rule of ovs_success: see the description of this model and reference.indicators.
{# An expected success may lie ahead: then it merely does not count yet. #}
{% set conditions = [
    ('confirmed_or_expected', "certainty in ('confirmed', 'expected')"),
] + dated('success_date', future_is_expected="certainty = 'expected'", in_file=true) + [numbered('success_id')] %}

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
        record_id='success_id',
        deciding_date='success_date',
        conditions=conditions,
        doubts=[('support_found', 'not has_support')],
        is_excluded='is_excluded'
    ) }}
from with_exclusion
