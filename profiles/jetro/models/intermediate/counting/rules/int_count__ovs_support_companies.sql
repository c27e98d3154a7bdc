-- Counting rule of ovs_support_companies: see the description of this model and reference.indicators.
{# The date decides the fiscal year too, so one that cannot be right leaves the row open. #}
{% set is_dated = is_datable('support_date') %}
{% set in_time = dated('support_date', in_file=true) + [
    ('dated_as_its_file', yes_or_unknown('support_date is null or ' ~ is_dated)),
] %}
{% set conditions = in_time + company_counts() %}

with

considered as (
    select * from {{ ref('int_overseas_support') }}
),

with_exclusion {{ as_inlined() }} (
    select
        considered.*,
        -- A support has no certainty: it took place.
        cast(null as {{ text_type() }}) as certainty,
        {{ is_excluded() }} as is_excluded
    from considered
    {{ join_exclusions('ovs_support_companies') }}
)

select
    {{ counted_record(
        'ovs_support_companies',
        source='overseas_support',
        record_id='case_id',
        unit_id=company_year('support_date', is_dated),
        deciding_date='support_date',
        conditions=conditions,
        doubts=[(
            'told_by_number', "coalesce(not corporate_number_is_valid, false) and company_match = 'name_only'"
        )],
        is_excluded='is_excluded'
    ) }}
from with_exclusion
{{ join_firsts_of_doubts('with_exclusion', 'support_date', in_time + [('programme_in_scope', 'not is_excluded')]) }}
