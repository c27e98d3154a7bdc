-- Counting rules of the monitored figures of overseas successes: see the description and reference.indicators.
with

considered as (
    select
        successes.*,
        -- Regional: outside the metropolitan prefectures; unknown without a prefecture.
        case
            when successes.prefecture is not null then metropolitan.prefecture is null
        end as is_regional
    from {{ ref('int_overseas_success') }} as successes
    left join {{ ref('metropolitan_prefectures') }} as metropolitan
        on successes.prefecture = metropolitan.prefecture
)

{% set is_success = "certainty in ('confirmed', 'expected') and "
    ~ counts_by_date('success_date', future_is_expected="certainty = 'expected'") %}
{% set rules = {
    'partner_success': ['partner_agency is not null', unit_of('success_id'), has_number('success_id')],
    'entry_success': ['is_market_entry', unit_of('success_id'), has_number('success_id')],
    'hard_market_companies': [
        'is_hard_market',
        company_year('success_date'),
        company_counts('success_date', 'is_hard_market and ' ~ is_success),
    ],
    'regional_companies': [
        'is_regional', company_year('success_date'), company_counts('success_date', 'is_regional and ' ~ is_success)
    ],
} %}
{% for indicator_id, (condition, unit, has_unit) in rules.items() %}
    select
    {{ counted_record(
        indicator_id,
        source='overseas_success',
        unit_id=unit,
        deciding_date='success_date',
        rule=condition ~ ' and ' ~ is_success ~ ' and ' ~ has_unit
    ) }}
    from considered
    where {{ condition }} is distinct from false
    {{ "union all" if not loop.last }}
{% endfor %}
