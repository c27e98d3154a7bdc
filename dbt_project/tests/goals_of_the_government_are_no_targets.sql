-- A failing row is a goal of the government as a whole that would be taken for an indicator, and judged.
select goals.goal_id
from {{ ref('government_goals') }} as goals
inner join {{ ref('indicators') }} as indicators on goals.goal_id = indicators.indicator_id
