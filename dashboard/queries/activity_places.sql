-- Where an activity runs, one row per activity and place.
-- Reads:  activity_place, place.
select a.activity_id, a.place_id
from release.activity_place a
join release.place p on p.place_id = a.place_id and p.place_level = 'local'
order by a.activity_id, p.sort, a.place_id
