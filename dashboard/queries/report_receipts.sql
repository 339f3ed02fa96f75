-- When and how often reports were handed in, one row per partner and quarter in which a report was expected.
-- Reads:  report (of releases that have the two columns).
select partner_id, quarter, received_on, version
from release.report
order by partner_id, quarter
