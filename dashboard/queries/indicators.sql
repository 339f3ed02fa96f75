-- Indicators of the release, one row per indicator.
-- Reads:  indicator.
select indicator_id, label, definition, level, kind, scale, unit, direction, objectives, process_step, headline, source
from release.indicator
order by sort, indicator_id
