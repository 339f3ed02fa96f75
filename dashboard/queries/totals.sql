-- Published cells without a breakdown, of every measure, for one level of places and one activity,
--         one row per measure, place and period.
-- Reads:  published_cell (protected values only), place, period, activity, category.
-- Params: $place_level, $activity_id ('_T': all activities together)
select c.measure_id,
       c.place_level, c.place_id, pl.label as place_label,
       c.period_level, c.period, pe.label as period_label,
       c.activity_id, a.label as activity_label,
       c.breakdown, c.category, k.label as category_label,
       c.value, c.lower, c.upper, c.obs_status, c.conf_status
from release.published_cell c
join release.place pl on pl.place_level = c.place_level and pl.place_id = c.place_id
join release.period pe on pe.period_level = c.period_level and pe.period = c.period
join release.activity a on a.activity_id = c.activity_id
join release.category k on k.breakdown = c.breakdown and k.category = c.category
where c.place_level = $place_level
  and c.activity_id = $activity_id
  and c.breakdown = '_T'
order by pl.sort, c.place_id, pe.sort, c.period, c.measure_id
