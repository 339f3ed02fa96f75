-- Process steps of the project, one row per step.
-- Reads:  process_step.
select process_step as code, label
from release.process_step
order by sort, process_step
