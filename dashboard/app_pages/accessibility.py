"""The accessibility statement: how far the pages are accessible, what is not, how it was tested, whom to tell."""

from dashboard.access.session import require_account
from dashboard.components import frame, statement
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
frame.show_title("accessibility")
statement.show()
