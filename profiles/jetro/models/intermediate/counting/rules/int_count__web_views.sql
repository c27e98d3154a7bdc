-- Counting rule of web_views: see the description of this model and reference.indicators.
with

considered as (
    select
        *,
        cast(null as {{ text_type() }}) as company_key,
        cast(null as {{ text_type() }}) as budget_source,
        cast(null as {{ text_type() }}) as programme,
        cast(null as {{ text_type() }}) as certainty
    from {{ ref('stg_web_analytics') }}
)

select
    {{ counted_record(
        'web_views',
        source='web_analytics',
        record_id="site || '|' || month",
        unit_id=unit_of("site || '|' || month"),
        deciding_date='month',
        conditions=dated('month') + [('quantified', yes_or_unknown('views is not null'))],
        quantity='views'
    ) }}
from considered
