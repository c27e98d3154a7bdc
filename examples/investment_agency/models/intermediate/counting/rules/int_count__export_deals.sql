-- Counting rule of export_deals: see the description of this model and reference.indicators.
with

considered as (
    select
        *,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('int_trade_missions') }}
)

select
    {{ counted_record(
        'export_deals',
        source='trade_missions',
        record_id='visit_id',
        deciding_date='visit_date',
        conditions=dated('visit_date', in_file=true) + [
            numbered('visit_id'), ('quantified', yes_or_unknown('deals is not null'))
        ],
        quantity='deals'
    ) }}
from considered
