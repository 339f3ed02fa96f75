"""From protected cells to an immutable, numbered release on disk, and the pointer that names the current one."""

from pipelines.publish.gate import Audited, require_audit
from pipelines.publish.release import (
    ReleaseFacts,
    build_release,
    file_hashes,
    policy_of,
    read_cells,
    read_release,
    verify_release,
)
from pipelines.publish.shelf import (
    current_number,
    current_release,
    point_to,
    published_release,
    publishing_lock,
    put_aside,
    release_directory,
    settle,
    shelve,
)

__all__ = [
    "Audited",
    "ReleaseFacts",
    "build_release",
    "current_number",
    "current_release",
    "file_hashes",
    "point_to",
    "policy_of",
    "published_release",
    "publishing_lock",
    "put_aside",
    "read_cells",
    "read_release",
    "release_directory",
    "require_audit",
    "settle",
    "shelve",
    "verify_release",
]
