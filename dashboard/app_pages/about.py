"""About: the project, the definitions and their sources, and what identifies the release."""

from dashboard import here
from dashboard.access.session import require_account
from dashboard.components import about, frame
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
frame.show_title("about")
release = here.release()
frame.show_release_line(release.provenance)
about.show_project(release.provenance)
about.show_indicators(release.options, here.speaker())
about.show_activities(release.options, here.speaker())
about.show_release(release.provenance)
frame.show_method_link()
