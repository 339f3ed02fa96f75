-- Objectives of the project, one row per objective.
-- Reads:  objective.
select objective as code, label
from release.objective
order by sort, objective
