-- Every published cell, one row per cell.
-- Reads:  published_cell (protected values only).
select place_level, place_id, period_level, period, activity_id, measure_id, breakdown, category,
       value, obs_status, conf_status
from release.published_cell
order by place_level, place_id, period_level, period, activity_id, measure_id, breakdown, category
