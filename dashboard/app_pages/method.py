"""Method: what is promised, what is withheld and why, an example to try, and where the promise ends."""

from functools import partial

from dashboard import cache, here, method_wording
from dashboard.access.session import require_account
from dashboard.components import frame, method, worked_example
from pipelines.protect import example
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
policy = cache.policy()
frame.show_title("method")
method.show_intro(policy)
method.show_reading(policy)
method.show_sections(method_wording.SECTIONS_BEFORE, policy)
worked_example.show(
    partial(example.work_out, policy=policy), partial(example.rounded, policy=policy), policy, here.speaker()
)
method.show_sections(method_wording.SECTIONS_AFTER, policy)
method.show_references()
