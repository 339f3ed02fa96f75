-- Targets of the whole project, one row per indicator and period.
-- Reads:  target.
select indicator_id, period_level, period, value, source
from release.target
where place_level = 'project'
order by indicator_id, period_level, period
