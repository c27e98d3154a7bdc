-- Counting rule of web_views: see the description of this model and reference.indicators.
with

considered as (
    select
        *,
        cast(null as varchar) as company_key,
        cast(null as varchar) as budget_source,
        cast(null as varchar) as programme,
        cast(null as varchar) as certainty
    from {{ ref('stg_web_analytics') }}
)

select
    {{ counted_record(
        'web_views',
        source='web_analytics',
        unit_id=unit_of("site || '|' || month"),
        deciding_date='month',
        rule=counts_by_date('month') ~ ' and case when views is not null then true end',
        quantity='views'
    ) }}
from considered
