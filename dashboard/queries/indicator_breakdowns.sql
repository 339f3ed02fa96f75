-- Breakdowns an indicator may be shown by, one row per indicator and breakdown.
-- Reads:  indicator_breakdown.
select indicator_id, breakdown
from release.indicator_breakdown
order by indicator_id, breakdown
