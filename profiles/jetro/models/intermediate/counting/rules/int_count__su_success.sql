-- Counting rule of su_success: see the description of this model and reference.indicators.
{# A case is a success as soon as a date or a kind of success stands there, readable or not. #}
{% set conditions = [
    ('shows_success', 'success_type is not null or ' ~ clean_text('success_date_text') ~ ' is not null'),
    ('confirmed', "certainty = 'confirmed'"),
] + dated('success_date', in_file=true) + [numbered('case_id')] %}

with

considered as (
    select * from {{ ref('int_startup_cases') }}
),

with_exclusion as (
    select
        considered.*,
        {{ is_excluded() }} as is_excluded
    from considered
    {{ join_exclusions('su_success') }}
)

select
    {{ counted_record(
        'su_success',
        source='startup_cases',
        record_id='case_id',
        deciding_date='success_date',
        conditions=conditions,
        doubts=[('supported_before', lacks_earlier_support())],
        is_excluded='is_excluded'
    ) }}
from with_exclusion
