-- Combinations of levels for which a measure has cells, one row per measure and combination.
-- Reads:  published_cell (which cells there are; no value).
select distinct measure_id, place_level, period_level, breakdown, activity_id <> '_T' as by_activity
from release.published_cell
order by measure_id, place_level, period_level, breakdown, by_activity
