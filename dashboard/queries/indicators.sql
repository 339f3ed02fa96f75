-- Indicators of the release, one row per indicator. Releases from before there was rounding lack the last column.
-- Reads:  indicator.
select indicator_id, label, definition, level, kind, scale, unit, direction, objectives, process_step, source,
       columns('^(headline|is_share)$')
from release.indicator
order by sort, indicator_id
