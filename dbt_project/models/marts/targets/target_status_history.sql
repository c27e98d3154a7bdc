with

earlier as (
    select * from {{ source('history', 'target_status') }}
    where as_of_date <> {{ as_of_date() }}
),

now as (
    select * from {{ ref('kpi_target_status') }}
),

final as (
    {% for reported in ['earlier', 'now'] %}
        select
            as_of_date,
            indicator_id,
            target_version,
            target,
            actual,
            actual_low,
            actual_high,
            attainment_pct,
            pace,
            forecast,
            forecast_low,
            forecast_high,
            probability_met,
            status,
            gap_ids
        from {{ reported }}
        {{ "union all" if not loop.last }}
    {% endfor %}
)

select * from final
