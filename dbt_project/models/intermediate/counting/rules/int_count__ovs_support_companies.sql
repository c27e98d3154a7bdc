-- Counting rule of ovs_support_companies: see the description of this model and reference.indicators.
{# The date decides the fiscal year too, so one that cannot be right leaves the row open. #}
{% set is_dated = is_datable('support_date') %}
{% set counts = counts_by_date('support_date', in_file=true)
    ~ ' and case when support_date is null or ' ~ is_dated ~ ' then true end' %}
{% set rule %}
    {{ counts }}
    and {{ company_counts('support_date', counts ~ ' and not is_excluded') }}
{% endset %}

with

considered as (
    select * from {{ ref('int_overseas_support') }}
),

with_exclusion as (
    select
        considered.*,
        -- A support has no certainty: it took place.
        cast(null as varchar) as certainty,
        {{ is_excluded() }} as is_excluded
    from considered
    {{ join_exclusions('ovs_support_companies') }}
)

select
    {{ counted_record(
        'ovs_support_companies',
        source='overseas_support',
        unit_id=company_year('support_date', is_dated),
        deciding_date='support_date',
        rule=rule,
        is_doubted="coalesce(not corporate_number_is_valid, false) and company_match = 'name_only'",
        is_excluded='is_excluded'
    ) }}
from with_exclusion
