-- What the measures of the release are, one row per measure.
-- Reads:  measure.
select measure_id, label, definition, unit, collect, person_level
from release.measure
order by sort, measure_id
