-- Which blocks of a sensitive figure are held back: the total, fiscal years, their budget sources, the cells of these.
{% set total = ['indicator_id'] %}
{% set fiscal_year = total + ['fiscal_year'] %}
{% set budget_source = fiscal_year + ['budget_source'] %}
{% set cell = budget_source + ['month', 'programme'] %}
{% set levels = {'total': total, 'fiscal_year': fiscal_year, 'budget_source': budget_source, 'cell': cell} %}
with

answers as (
    select
        ledger.indicator_id,
        ledger.fiscal_year,
        coalesce(ledger.budget_source, 'unknown') as budget_source,
        ledger.month,
        coalesce(ledger.programme, '') as programme,
        ledger.company_key,
        ledger.value
    from {{ ref('int_count_ledger') }} as ledger
    inner join {{ ref('sensitive_figures') }} as sensitive
        on sensitive.kind = 'indicator' and ledger.indicator_id = sensitive.name
    where ledger.is_counted and ledger.budget_reading = 'all'
),

totals as (
    select
        indicator_id,
        count(distinct company_key) as companies,
        sum(value) as value,
        count(distinct company_key) < {{ var('disclosure_companies') }} as is_suppressed
    from answers
    group by indicator_id
),

{{ blocks_of_level('fiscal_years', fiscal_year, parent='totals', parent_keys=total) }},

{{ blocks_of_level('budget_sources', budget_source, parent='fiscal_years', parent_keys=fiscal_year) }},

{{ blocks_of_level('cells', cell, parent='budget_sources', parent_keys=budget_source) }},

final as (
    {% for level, keys in levels.items() %}
        {% if not loop.first %} union all {% endif %}
        select
            '{{ level }}' as level,
            indicator_id,
            {{ 'fiscal_year' if 'fiscal_year' in keys else 'cast(null as integer)' }} as fiscal_year,
            {{ 'budget_source' if 'budget_source' in keys else 'cast(null as ' ~ text_type() ~ ')' }} as budget_source,
            {{ 'month' if 'month' in keys else 'cast(null as date)' }} as month,
            {{ 'programme' if 'programme' in keys else 'cast(null as ' ~ text_type() ~ ')' }} as programme,
            companies,
            value,
            is_suppressed
        from {{ level }}s
    {% endfor %}
)

select * from final
