-- Published cells of some measures for a selection, one row per measure, place, period, activity and category.
-- Reads:  published_cell (protected values only), place, period, activity, category.
-- Params: $measure_ids, $place_level, $place_ids, $period_level, $periods, $activity_ids, $breakdown, $categories
-- The cells are chosen before they are given their labels: in a release of a million that is several times faster.
with chosen as materialized (
    select measure_id, place_level, place_id, period_level, period, activity_id, breakdown, category,
           value, lower, upper, obs_status, conf_status
    from release.published_cell
    where measure_id in (select unnest($measure_ids::varchar[]))
      and place_level = $place_level
      and place_id in (select unnest($place_ids::varchar[]))
      and period_level = $period_level
      and period in (select unnest($periods::varchar[]))
      and activity_id in (select unnest($activity_ids::varchar[]))
      and breakdown = $breakdown
      and category in (select unnest($categories::varchar[]))
)
select c.measure_id,
       c.place_level, c.place_id, pl.label as place_label,
       c.period_level, c.period, pe.label as period_label,
       c.activity_id, a.label as activity_label,
       c.breakdown, c.category, k.label as category_label,
       c.value, c.lower, c.upper, c.obs_status, c.conf_status
from chosen c
join release.place pl on pl.place_level = c.place_level and pl.place_id = c.place_id
join release.period pe on pe.period_level = c.period_level and pe.period = c.period
join release.activity a on a.activity_id = c.activity_id
join release.category k on k.breakdown = c.breakdown and k.category = c.category
order by pl.sort, c.place_id, a.sort, c.activity_id, pe.sort, c.period, k.sort, c.category, c.measure_id
