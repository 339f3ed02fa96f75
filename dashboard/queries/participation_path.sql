-- The way of a person through an activity, one row per indicator, first step first.
-- Reads:  participation_path.
select indicator_id
from release.participation_path
order by sort, indicator_id
