-- A failing row is a count whose parts by budget source do not add up to all cases: the comparison would mislead.
select
    comparison.indicator_id,
    comparison.target_version,
    comparison.actual_initial,
    comparison.actual_supplementary,
    comparison.actual_both,
    comparison.actual_unknown,
    comparison.actual_all
from {{ ref('target_comparison') }} as comparison
inner join {{ ref('indicators') }} as indicators on comparison.indicator_id = indicators.indicator_id
where
    indicators.value_type = 'count'
    and comparison.actual_initial + comparison.actual_supplementary - comparison.actual_both + comparison.actual_unknown
    <> comparison.actual_all
