-- Counting rules of the monitored figures of overseas successes: see the description and reference.indicators.
with

considered {{ as_inlined() }} (
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

{% set is_success = [('confirmed_or_expected', "certainty in ('confirmed', 'expected')")]
    + dated('success_date', future_is_expected="certainty = 'expected'") %}
{% set kinds = {
    'partner_success': ('with_partner', 'partner_agency is not null'),
    'entry_success': ('market_entry', 'is_market_entry'),
    'hard_market_companies': ('hard_market', 'is_hard_market'),
    'regional_companies': ('regional', 'is_regional'),
} %}
{% for indicator_id, kind in kinds.items() %}
    {% set by_company = indicator_id.endswith('_companies') %}
    {% set rule = [kind] + is_success %}
    select
    {{ counted_record(
        indicator_id,
        source='overseas_success',
        record_id='success_id',
        unit_id=company_year('success_date') if by_company else unit_of('success_id'),
        deciding_date='success_date',
        conditions=rule + (company_counts() if by_company else [numbered('success_id')])
    ) }}
    from considered
    {% if by_company %}
        {{ join_firsts_of_doubts('considered', 'success_date', rule, among=kind[1]) }}
    {% endif %}
    where ({{ kind[1] }}) is distinct from false
    {{ "union all" if not loop.last }}
{% endfor %}
