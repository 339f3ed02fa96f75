-- Measures of the release, one row per measure.
-- Reads:  measure.
select measure_id, label, person_level, collect
from release.measure
order by sort, measure_id
