-- Every cell of the release as it is published, one row per cell, with no words.
-- Reads:  published_cell.
select place_level, place_id, period_level, period, activity_id, measure_id, breakdown, category,
       value, lower, upper, obs_status, conf_status
from release.published_cell
order by place_level, place_id, period_level, period, activity_id, measure_id, breakdown, category
