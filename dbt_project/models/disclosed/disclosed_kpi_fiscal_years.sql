{% set joins %}
{{ join_sensitive() }}
left join {{ ref('int_disclosed_blocks') }} as block
    on block.level = case when mart.budget_source = 'all' then 'fiscal_year' else 'budget_source' end
    and mart.indicator_id = block.indicator_id
    and mart.fiscal_year = block.fiscal_year
    and (mart.budget_source = 'all' or mart.budget_source = block.budget_source)
{% endset %}

{{ disclosed('kpi_fiscal_years', {'value': is_held_back('block')}, [joins]) }}
