-- A failing row is a part of a published figure, a block or what is left of one, that tells of one or two companies.
with

answers as (
    select
        ledger.indicator_id,
        ledger.fiscal_year,
        coalesce(ledger.budget_source, 'unknown') as budget_source,
        ledger.month,
        coalesce(ledger.programme, '') as programme,
        ledger.company_key
    from {{ ref('int_count_ledger') }} as ledger
    inner join {{ ref('sensitive_figures') }} as sensitive
        on sensitive.kind = 'indicator' and ledger.indicator_id = sensitive.name
    where ledger.is_counted and ledger.budget_reading = 'all'
),

-- The smallest published block that each answer is added up in.
parts as (
    select
        answers.indicator_id,
        case when cells.value is not null or budget_sources.value is not null or years.value is not null
                then answers.fiscal_year
        end as fiscal_year,
        case when cells.value is not null or budget_sources.value is not null then answers.budget_source end
            as budget_source,
        case when cells.value is not null then answers.month end as month,
        case when cells.value is not null then answers.programme end as programme,
        count(distinct answers.company_key) as companies
    from answers
    left join {{ ref('disclosed_monitored_figures') }} as totals
        on answers.indicator_id = totals.indicator_id
    left join {{ ref('disclosed_kpi_fiscal_years') }} as years
        on answers.indicator_id = years.indicator_id
            and answers.fiscal_year = years.fiscal_year
            and years.budget_source = 'all'
    left join {{ ref('disclosed_kpi_fiscal_years') }} as budget_sources
        on answers.indicator_id = budget_sources.indicator_id
            and answers.fiscal_year = budget_sources.fiscal_year
            and answers.budget_source = budget_sources.budget_source
    left join (
        {% for pillar in var('pillars') %}
            {% if not loop.first %} union all {% endif %}
            select * from {{ ref('disclosed_kpi_pillar_' ~ pillar) }}
        {% endfor %}
    ) as cells
        on answers.indicator_id = cells.indicator_id
            and answers.budget_source = cells.budget_source
            and answers.month = cells.month
            and answers.programme = cells.programme
    where coalesce(cells.value, budget_sources.value, years.value, totals.actual) is not null
    group by
        answers.indicator_id,
        case when cells.value is not null or budget_sources.value is not null or years.value is not null
                then answers.fiscal_year
        end,
        case when cells.value is not null or budget_sources.value is not null then answers.budget_source end,
        case when cells.value is not null then answers.month end,
        case when cells.value is not null then answers.programme end
)

select * from parts
where companies < {{ var('disclosure_companies') }}
