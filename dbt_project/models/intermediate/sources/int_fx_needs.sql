with

needs as (
    select
        'overseas_success' as source,
        {{ month_of('success_date') }} as month,
        currency
    from {{ ref('int_overseas_success') }}
    where amount is not null and success_date is not null and currency is not null
    union all
    select
        'agrifood_cases' as source,
        {{ month_of('success_date') }} as month,
        currency
    from {{ ref('int_agrifood_cases') }}
    where amount is not null and success_date is not null and currency is not null
    union all
    select
        'outcome_survey' as source,
        {{ month_of('deciding_date') }} as month,
        currency
    from {{ ref('int_survey_responses') }}
    where
        deciding_date is not null and currency is not null
        and coalesce(investment_amount, equity_amount, enterprise_value) is not null
),

rates as (
    select distinct
        month,
        currency
    from {{ ref('stg_fx_rates') }}
    where yen_per_unit is not null
),

final as (
    select
        needs.source,
        {{ fiscal_year('needs.month') }} as fiscal_year,
        needs.month,
        needs.currency,
        count(*) as records,
        bool_and(rates.month is not null or needs.currency = 'JPY') as has_rate
    from needs
    left join rates
        on needs.month = rates.month
            and needs.currency = rates.currency
    group by all
)

select * from final
