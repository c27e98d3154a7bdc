with

days as (
    select {{ days_by(
        'day',
        'cast(' ~ period_start() ~ ' - ' ~ interval_of(4, 'year') ~ ' as date)',
        'cast(' ~ period_end() ~ ' + ' ~ interval_of(4, 'year') ~ ' as date)'
    ) }} as date
),

final as (
    select
        date,
        {{ month_of('date') }} as month,
        cast(year(date) as integer) as calendar_year,
        cast(month(date) as integer) as calendar_month,
        {{ fiscal_year('date') }} as fiscal_year,
        cast(1 + floor(((month(date) - {{ var('fiscal_year_start_month') }} + 12) % 12) / 3) as integer)
            as fiscal_quarter,
        'FY' || {{ fiscal_year('date') }} as fiscal_year_en,
        case
            when {{ fiscal_year('date') }} = 2019 then '令和元年度'
            when {{ fiscal_year('date') }} > 2019 then '令和' || ({{ fiscal_year('date') }} - 2018) || '年度'
            else '平成' || ({{ fiscal_year('date') }} - 1988) || '年度'
        end as fiscal_year_ja,
        date between {{ period_start() }} and {{ period_end() }} as is_in_period
    from days
)

select * from final
