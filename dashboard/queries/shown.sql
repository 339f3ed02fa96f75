-- Periods and levels of which at least one cell of an indicator is shown and is no share of nothing,
--         one row per indicator and combination.
-- Reads:  published_cell (protected values only), indicator_part.
with part as (
    select indicator_id, part, measure_id, count(*) over (partition by indicator_id) as parts
    from release.indicator_part
),
complete as (
    select p.indicator_id, c.place_level, c.period_level, c.period, c.breakdown, c.activity_id
    from part p
    join release.published_cell c on c.measure_id = p.measure_id
    where c.conf_status = 'F' and c.obs_status in ('A', 'P')
    group by p.indicator_id, p.parts, c.place_level, c.place_id, c.period_level, c.period,
             c.activity_id, c.breakdown, c.category
    having count(*) = p.parts
       and coalesce(sum(case when p.part = 'denominator' then c.value end), 1) <> 0
)
select distinct indicator_id, period, place_level, period_level, breakdown, activity_id <> '_T' as by_activity
from complete
order by indicator_id, place_level, period_level, period, breakdown, by_activity
