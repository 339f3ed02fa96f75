-- What the release says about itself; one row. Releases from before there was rounding lack the last three columns.
-- Reads:  release_info.
select columns('^(number|published_at|synthetic|reason|project_title|project_short_title|description|first_quarter|last_quarter|funding_notice|disclaimer|threshold|min_contributors|catalogue_sha256|policy_sha256|software_version|profile|rounding_base|licence)$')
from release.release_info
order by number
