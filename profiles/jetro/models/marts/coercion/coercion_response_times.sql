{% set in_time_days = var('coercion_in_time_days') %}
with

consultations as (
    select
        *,
        -- Open for fewer days than the yardstick: not known yet whether it will be in time.
        case
            when state = 'closed' then days_to_response <= {{ in_time_days }}
            when state = 'open' and days_open > {{ in_time_days }} then false
        end as is_in_time
    from {{ ref('int_coercion_consultations') }}
),

final as (
    select
        fiscal_year,
        response,
        count(*) as consultations,
        count(*) filter (where state = 'closed') as closed,
        count(*) filter (where state = 'open') as still_open,
        count(*) filter (where state = 'unclear') as unclear,
        cast(percentile_cont(0.5) within group (order by days_to_response) as double) as median_days,
        cast(percentile_cont(0.9) within group (order by days_to_response) as double) as p90_days,
        cast({{ in_time_days }} as integer) as in_time_days,
        count(*) filter (where is_in_time) as in_time,
        count(is_in_time) as in_time_known,
        cast({{ ratio('count(*) filter (where is_in_time)', 'nullif(count(is_in_time), 0)') }} as double)
            as in_time_share
    from consultations
    group by fiscal_year, response
)

select * from final
