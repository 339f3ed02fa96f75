"""Random approved reports for any catalogue, coherent with its sums, limits and identities."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.model import OBSERVATION_KEY, OBSERVATION_SCHEMA, TOTAL, Approved, Catalogue


def random_reports(
    catalogue: Catalogue, seed: int, *, mean: float = 6.0, last_quarter: str | None = None
) -> Approved:
    rng = np.random.default_rng(seed)
    rows = []
    for quarter in catalogue.project.quarters:
        if last_quarter is not None and quarter > last_quarter:
            break
        for partner in catalogue.expected_partners(quarter):
            activities = [a.id for a in catalogue.activities_of(partner, quarter)]
            totals: dict[str, int] = {}
            for measure in catalogue.measures_of(partner):
                splits: dict[str, list[str]] = {
                    b: [c.id for c in catalogue.breakdowns[b].categories] for b in measure.breakdowns
                }
                if measure.per_activity and activities:
                    splits["activity"] = activities
                whole = next((x.whole for x in catalogue.limits if x.part == measure.id), None)
                total = int(rng.negative_binomial(1.2, 1.2 / (1.2 + mean)))
                if whole is not None and whole in totals:
                    total = min(total, totals[whole])
                totals[measure.id] = total
                submission = f"{partner.id}-{quarter}-1"
                rows.append((partner.id, quarter, TOTAL, measure.id, TOTAL, TOTAL, total, None, submission))
                for split, parts in splits.items():
                    if whole is not None:
                        counts = rng.multinomial(0, np.ones(len(parts)) / len(parts))
                        counts[-1] = total
                        if split != "activity" and whole in totals:
                            counts = None
                    else:
                        counts = rng.multinomial(total, rng.dirichlet(np.ones(len(parts))))
                    if counts is None:
                        continue
                    for part, count in zip(parts, counts, strict=True):
                        key = (
                            (part, measure.id, TOTAL, TOTAL)
                            if split == "activity"
                            else (TOTAL, measure.id, split, part)
                        )
                        rows.append((partner.id, quarter, *key, int(count), None, submission))
    schema = {**OBSERVATION_SCHEMA, "submission_id": pl.String()}
    observations = pl.DataFrame(rows, schema=schema, orient="row").sort(OBSERVATION_KEY)
    return Approved(observations, tuple(sorted(observations["submission_id"].unique().to_list())))
