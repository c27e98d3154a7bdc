-- Counting rule of su_success: see the description of this model and reference.indicators.
{% set rule %}
    -- A case is a success as soon as a date or a kind of success stands there, readable or not.
    (success_type is not null or {{ clean_text('success_date_text') }} is not null)
    and certainty = 'confirmed'
    and {{ counts_by_date('success_date', in_file=true) }}
    and {{ has_number('case_id') }}
{% endset %}

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
        unit_id=unit_of('case_id'),
        deciding_date='success_date',
        rule=rule,
        is_doubted=lacks_earlier_support(),
        is_excluded='is_excluded'
    ) }}
from with_exclusion
