"""What a release shows, what it changes, and what would win most back: for managers, before they publish.

Above protection, below the flow; reads clear counts and says shares of them, so nothing here is ever published.
"""

from pipelines.usefulness.assessment import (
    Assessment,
    Coarsening,
    ProfileAssessment,
    load_assessment,
    save_assessment,
)
from pipelines.usefulness.changes import in_words, why_withheld
from pipelines.usefulness.lifting import require_liftable
from pipelines.usefulness.side_by_side import NextRelease, assess, not_possible, problem_of, with_coarsenings
from pipelines.usefulness.words import cell_in_words

__all__ = [
    "Assessment",
    "Coarsening",
    "NextRelease",
    "ProfileAssessment",
    "assess",
    "cell_in_words",
    "in_words",
    "load_assessment",
    "not_possible",
    "problem_of",
    "require_liftable",
    "save_assessment",
    "why_withheld",
    "with_coarsenings",
]
