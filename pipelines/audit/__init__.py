"""The independent audit: attacks releases from what is published, with other code than the one that protects them.

It shares nothing with `pipelines.protect`: it derives the relations itself, in another formulation, and solves them
with another solver in a process of its own.
"""

from pipelines.audit.process import attack, audit, bounds
from pipelines.audit.published import PublishedRelease
from pipelines.audit.report import OUTSIDER, AuditReport, Kind, Problem

__all__ = ["OUTSIDER", "AuditReport", "Kind", "Problem", "PublishedRelease", "attack", "audit", "bounds"]
