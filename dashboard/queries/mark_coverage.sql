-- How many cells of single quarters there are of each status, one row per local place, quarter and status.
-- Reads:  published_cell (which cells there are and their status; no value), place.
select c.place_id, pl.label as place_label, c.period as quarter, c.obs_status, c.conf_status,
       cast(count(*) as bigint) as cells_count
from release.published_cell c
join release.place pl on pl.place_level = c.place_level and pl.place_id = c.place_id
where c.place_level = 'local' and c.period_level = 'quarter' and c.breakdown = '_T'
group by c.place_id, pl.label, pl.sort, c.period, c.obs_status, c.conf_status
order by pl.sort, c.place_id, c.period, c.obs_status, c.conf_status
