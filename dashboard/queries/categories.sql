-- Categories of the breakdowns, one row per breakdown and category.
-- Reads:  category, breakdown.
select c.breakdown, c.category, c.label
from release.category c
join release.breakdown b on b.breakdown = c.breakdown
order by b.sort, c.breakdown, c.sort, c.category
