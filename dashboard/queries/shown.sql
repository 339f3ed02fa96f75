-- Periods and levels of which at least one cell of an indicator is shown and is no share of nothing,
--         one row per indicator and combination.
-- Reads:  published_cell (which cells are shown, and which denominators are above 0), indicator_part.
with part as (
    select indicator_id, part, measure_id, count(*) over (partition by indicator_id) as parts
    from release.indicator_part
),
complete as (
    select p.indicator_id, c.place_level, c.place_id, c.period_level, c.period,
           c.activity_id, c.breakdown, c.category
    from part p
    join release.published_cell c on c.measure_id = p.measure_id
    where c.conf_status = 'F' and c.obs_status in ('A', 'P')
    group by p.indicator_id, p.parts, c.place_level, c.place_id, c.period_level, c.period,
             c.activity_id, c.breakdown, c.category
    having count(*) = p.parts
),
with_cases as (
    select p.indicator_id, c.place_level, c.place_id, c.period_level, c.period,
           c.activity_id, c.breakdown, c.category
    from part p
    join release.published_cell c on c.measure_id = p.measure_id
    where p.part = 'denominator' and c.value > 0
)
select distinct indicator_id, period, place_level, period_level, breakdown, activity_id <> '_T' as by_activity
from complete k
where k.indicator_id not in (select indicator_id from part where part = 'denominator')
   or exists (
       select 1 from with_cases w
       where w.indicator_id = k.indicator_id
         and w.place_level = k.place_level and w.place_id = k.place_id
         and w.period_level = k.period_level and w.period = k.period
         and w.activity_id = k.activity_id and w.breakdown = k.breakdown and w.category = k.category
   )
order by indicator_id, place_level, period_level, period, breakdown, by_activity
