-- How many cells there are of each status, one row per place level, measure and status.
-- Reads:  published_cell (which cells there are and their status; no value), measure.
select c.place_level, c.measure_id, m.label as measure_label, c.obs_status, c.conf_status,
       cast(count(*) as bigint) as cells_count
from release.published_cell c
join release.measure m on m.measure_id = c.measure_id
group by c.place_level, c.measure_id, m.label, m.sort, c.obs_status, c.conf_status
order by case c.place_level when 'local' then 1 when 'country' then 2 else 3 end,
         m.sort, c.measure_id, c.obs_status, c.conf_status
