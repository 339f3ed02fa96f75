-- Periods of the release, one row per period level and period, oldest first.
-- Reads:  period.
select period_level, period, label
from release.period
order by case period_level when 'quarter' then 1 when 'year' then 2 else 3 end, sort, period
