-- A failing row is an indicator whose actual lies outside its own bounds.
select
    indicator_id,
    budget_reading,
    actual,
    actual_low,
    actual_high
from {{ ref('int_indicator_bounds') }}
where actual < actual_low or actual > actual_high
