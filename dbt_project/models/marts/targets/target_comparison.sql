{#- Column of the mart: budget reading behind it, and the part of the target it is set against. -#}
{%- set readings = {
    'initial': ('initial', 'target'),
    'supplementary': ('supplement', 'target_supplement'),
    'all': ('all', 'target'),
} -%}
with

verdicts as (
    select * from {{ ref('int_target_verdicts') }}
),

targeted as (
    select distinct indicator_id
    from verdicts
    where target is not null
),

actuals as (
    select
        bounds.indicator_id
        {%- for name, (reading, _) in readings.items() %}
            {%- for bound in ['', '_low', '_high'] %},
        max(case when bounds.budget_reading = '{{ reading }}' then bounds.actual{{ bound }} end)
            as actual_{{ name }}{{ bound }}
            {%- endfor %}
        {%- endfor %}
    from {{ ref('int_indicator_bounds') }} as bounds
    inner join {{ ref('indicators') }} as indicators on bounds.indicator_id = indicators.indicator_id
    -- A rate is no sum of shares: nobody's budget paid for a part of it.
    where indicators.value_type <> 'ratio' or bounds.budget_reading = 'all'
    group by bounds.indicator_id
),

units as (
    select
        indicator_id,
        unit_id,
        sum(value) filter (where budget_reading = 'all') as value,
        bool_or(budget_reading = 'initial') as is_initial,
        bool_or(budget_reading = 'supplement') as is_supplementary
    from {{ ref('int_count_ledger') }}
    where is_counted
    group by indicator_id, unit_id
),

-- What the readings of single budgets do not tell apart: counted in both of them, or in none.
unsplit as (
    select
        indicator_id,
        coalesce(sum(value) filter (where is_initial and is_supplementary), 0) as actual_both,
        coalesce(sum(value) filter (where not is_initial and not is_supplementary), 0) as actual_unknown
    from units
    group by indicator_id
),

compared as (
    select
        verdicts.*,
        indicators.value_type,
        versions.previous_version,
        previous.target as previous_target,
        verdicts.target - previous.target as uplift,
        actuals.* exclude (indicator_id),
        unsplit.actual_both,
        unsplit.actual_unknown
    from verdicts
    inner join targeted on verdicts.indicator_id = targeted.indicator_id
    inner join {{ ref('indicators') }} as indicators on verdicts.indicator_id = indicators.indicator_id
    inner join {{ ref('int_target_versions') }} as versions on verdicts.target_version = versions.target_version
    inner join actuals on verdicts.indicator_id = actuals.indicator_id
    left join unsplit on verdicts.indicator_id = unsplit.indicator_id
    left join verdicts as previous
        on verdicts.indicator_id = previous.indicator_id
            and versions.previous_version = previous.target_version
)

select
    compared.indicator_id,
    cast(indicators.position as integer) as position,
    cast(indicators.pillar as varchar) as pillar,
    cast(indicators.section as varchar) as section,
    indicators.name_ja,
    indicators.name_en,
    indicators.unit,
    indicators.is_core,
    compared.target_version,
    versions.name_ja as target_version_ja,
    versions.name_en as target_version_en,
    versions.effective_from,
    versions.is_in_force,
    {{ as_of_date() }} as as_of_date,
    compared.budget_reading,
    cast(compared.target_base as bigint) as target_base,
    cast(compared.target_supplement as bigint) as target_supplement,
    cast(compared.target as bigint) as target,
    compared.previous_version,
    cast(compared.previous_target as bigint) as previous_target,
    cast(compared.uplift as bigint) as uplift,
    cast(round(compared.uplift * 100.0 / nullif(compared.previous_target, 0), 1) as double) as uplift_pct,
    {%- for name in readings %}
        {%- for bound in ['', '_low', '_high'] %}
    cast(round(compared.actual_{{ name }}{{ bound }}) as bigint) as actual_{{ name }}{{ bound }},
        {%- endfor %}
    {%- endfor %}
    {%- for name in ['both', 'unknown'] %}
    case when compared.value_type <> 'ratio' then cast(round(coalesce(compared.actual_{{ name }}, 0)) as bigint) end
        as actual_{{ name }},
    {%- endfor %}
    {%- for name, (_, part) in readings.items() %}
        {%- for bound in ['', '_low', '_high'] %}
    {{ attainment_pct('compared.actual_' ~ name ~ bound, 'compared.' ~ part) }} as attainment_{{ name }}{{ bound }}_pct,
        {%- endfor %}
    {%- endfor %}
    compared.status,
    compared.gap_ids
from compared
inner join {{ ref('indicators') }} as indicators on compared.indicator_id = indicators.indicator_id
inner join {{ ref('int_target_versions') }} as versions on compared.target_version = versions.target_version
