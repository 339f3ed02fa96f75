-- Who takes part in which activity, one row per activity and partner, those without a place too.
-- Reads:  activity_partner, activity.
select p.activity_id, p.partner_id, p.label, p.role, p.country, p.country_label, p.place_id
from release.activity_partner p
left join release.activity a on a.activity_id = p.activity_id
order by a.sort nulls last, p.activity_id, p.sort, p.partner_id
