-- Places of the release, one row per place level and place.
-- Reads:  place.
select place_level, place_id, label
from release.place
order by case place_level when 'local' then 1 when 'country' then 2 else 3 end, sort, place_id
