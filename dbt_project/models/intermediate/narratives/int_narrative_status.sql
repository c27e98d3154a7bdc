with

indicators as (
    select indicator_id
    from {{ ref('indicators') }}
    where value_type = 'narrative'
),

newest as (
    select
        indicator_id,
        max(dated_on) as dated_on
    from {{ ref('stg_narratives') }}
    where dated_on <= {{ as_of_date() }}
    group by indicator_id
),

final as (
    select
        indicators.indicator_id,
        newest.dated_on,
        cast({{ days_between('newest.dated_on', as_of_date()) }} as integer) as days_since
    from indicators
    left join newest on indicators.indicator_id = newest.indicator_id
)

select * from final
