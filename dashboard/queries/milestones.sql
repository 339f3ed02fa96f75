-- What happened in the project, one row per milestone, in the order of time.
-- Reads:  milestone.
select milestone_id, label, happened, quarter, process_steps, is_inferred, source
from release.milestone
order by sort, milestone_id
