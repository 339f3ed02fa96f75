-- Who has reported, one row per partner and quarter in which a report was expected.
-- Reads:  report, period, place.
select r.partner_id, r.partner_label, r.place_id, r.quarter, r.due_on, r.state
from release.report r
left join release.period q on q.period_level = 'quarter' and q.period = r.quarter
left join release.place p on p.place_level = 'local' and p.place_id = r.place_id
order by p.sort nulls last, r.partner_id, q.sort, r.quarter
