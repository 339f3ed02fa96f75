-- Every published cell, one row per measure, place, period, activity and category.
-- Reads:  published_cell (protected values only).
select measure_id, place_level, place_id, period_level, period, activity_id, breakdown, category,
       value, lower, upper, obs_status, conf_status
from release.published_cell
order by place_level, place_id, period_level, period, activity_id, breakdown, category, measure_id
