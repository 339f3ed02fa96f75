-- Breakdowns of the release, one row per breakdown, no breakdown first.
-- Reads:  breakdown.
select breakdown, label
from release.breakdown
order by sort, breakdown
