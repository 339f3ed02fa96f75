-- The country of each local place, one row per place.
-- Reads:  place.
select place_id, country
from release.place
where place_level = 'local'
order by sort, place_id
