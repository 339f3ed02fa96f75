-- What the release says about itself; one row.
-- Reads:  release_info.
select number, published_at, synthetic, reason, project_title, project_short_title, description,
       first_quarter, last_quarter, funding_notice, disclaimer, threshold, min_contributors,
       catalogue_sha256, policy_sha256, software_version
from release.release_info
order by number
