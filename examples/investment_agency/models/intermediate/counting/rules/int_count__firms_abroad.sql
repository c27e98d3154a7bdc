-- Counting rule of firms_abroad: see the description of this model and reference.indicators.
{# The date decides the year too, so one that cannot be right leaves the row open. #}
{% set is_dated = is_datable('visit_date') %}
{% set in_time = dated('visit_date', in_file=true) + [
    ('dated_as_its_file', yes_or_unknown('visit_date is null or ' ~ is_dated)),
] %}

with

considered {{ as_inlined() }} (
    select
        *,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('int_trade_missions') }}
)

select
    {{ counted_record(
        'firms_abroad',
        source='trade_missions',
        record_id='visit_id',
        unit_id=company_year('visit_date', is_dated),
        deciding_date='visit_date',
        conditions=in_time + company_counts()
    ) }}
from considered
{{ join_firsts_of_doubts('considered', 'visit_date', in_time) }}
