-- Measures an indicator is made of, one row per indicator, part and measure.
-- Reads:  indicator_part, measure.
select p.indicator_id, p.part, p.measure_id
from release.indicator_part p
join release.measure m on m.measure_id = p.measure_id
order by p.indicator_id, p.part desc, m.sort, p.measure_id
