-- Activities of the release, one row per activity, all activities together first.
-- Reads:  activity.
select activity_id, label, type, type_label, status, description, first_quarter, last_quarter
from release.activity
order by sort, activity_id
