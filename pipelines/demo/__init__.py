"""The synthetic project: invented counts with known truths, taken through the real pipeline."""

from pipelines.demo.build import DemoResult, build_demo, demo_accounts, is_complete, issue_links
from pipelines.demo.simulate import simulate_partner
from pipelines.demo.truth import KnownTruth, known_truth

__all__ = [
    "DemoResult",
    "KnownTruth",
    "build_demo",
    "demo_accounts",
    "is_complete",
    "issue_links",
    "known_truth",
    "simulate_partner",
]
