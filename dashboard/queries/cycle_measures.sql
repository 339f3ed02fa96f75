-- Measures that the program counts itself, of the reports and not of the work, one row per measure.
-- Reads:  measure (of releases that have the column).
select measure_id
from release.measure
where of_cycle is not null
order by sort, measure_id
