"""What the next release would show and change, and what would win most back, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import click

from dashboard.cli.common import (
    echo_json,
    end_progress,
    json_option,
    progress,
    workspace,
)
from pipelines import flow
from pipelines.errors import PolicyError
from pipelines.model import CELL_KEY, TOTAL, Catalogue
from pipelines.usefulness import Assessment, Coarsening, ProfileAssessment, cell_in_words, why_withheld

FAILED = 1
LEVEL_WORDS = {"local": "each place", "country": "each country", "project": "whole project", TOTAL: "in all"}
PERIOD_WORDS = {"quarter": "quarters", "year": "years", "project": "whole period", TOTAL: ""}
PROFILE_WORDS = {"suppress": "withholding", "round": "rounding"}


@click.command()
@click.option(
    "--coarsenings", is_flag=True, help="Look for coarser plans that would show more; takes longer."
)
@json_option
@click.pass_context
def utility(ctx: click.Context, coarsenings: bool, as_json: bool) -> None:
    """Show what the next release would show at each level, under both profiles. For the manager only."""
    with workspace() as ws:
        try:
            assessment = flow.assess(ws, progress(), coarsenings)
        finally:
            end_progress()
        if as_json:
            echo_json(_answer(assessment, ws.catalogue))
        else:
            for line in _lines(assessment, ws.catalogue):
                click.echo(line)
    ctx.exit(0 if assessment.in_force.is_possible else FAILED)


def summary(assessment: Assessment) -> Iterator[str]:
    """What a release would show and change, in a few lines that depend on no withheld count."""
    for profile in assessment.profiles.values():
        yield f"  by {PROFILE_WORDS[profile.profile]}: {_in_all(profile)}"
    counted = assessment.changes["change"].value_counts(sort=True)
    words = ", ".join(
        f"{count} {change.replace('_', ' ')}" for change, count in counted.sort("change").rows()
    )
    yield f"  changes: {words or 'none'}"


def summary_answer(assessment: Assessment) -> dict[str, object]:
    """The same for a program."""
    return {
        "profiles": {
            name: {
                "is_in_force": each.is_in_force,
                "is_possible": each.is_possible,
                "problem": str(each.problem or ""),
                **(_total(each, ("cells", "shown", "withheld", "not_reported", "share_shown"))),
            }
            for name, each in assessment.profiles.items()
        },
        "changes": dict(assessment.changes["change"].value_counts().sort("change").rows()),
    }


def require_possible(assessment: Assessment) -> None:
    """Refuse to go on with a release that is not possible. Errors: PolicyError with the problem in words."""
    if not assessment.in_force.is_possible:
        raise PolicyError(title="This release cannot be published", message=assessment.in_force.problem or "")


def _in_all(profile: ProfileAssessment) -> str:
    if profile.utility.is_empty():
        return f"not possible. {profile.problem}"
    row = profile.utility.row(-1, named=True)
    text = f"{row['shown']} of {row['shown'] + row['withheld']} reported cells shown ({_percent(row['share_shown'])})"
    exactly = "" if row["shown_exactly"] == row["shown"] else f", {row['shown_exactly']} of them exactly"
    return f"{text}{exactly}" + ("" if profile.is_possible else f". Not possible now: {profile.problem}")


def _total(profile: ProfileAssessment, names: tuple[str, ...]) -> dict[str, object]:
    if profile.utility.is_empty():
        return dict.fromkeys(names)
    row = profile.utility.row(-1, named=True)
    return {name: row[name] for name in names}


def _lines(assessment: Assessment, catalogue: Catalogue) -> Iterator[str]:
    yield f"Release {assessment.number:04d} would show, of counts of people:"
    for profile in assessment.profiles.values():
        yield ""
        yield f"By {PROFILE_WORDS[profile.profile]}{', in force' if profile.is_in_force else ''}"
        if profile.problem:
            yield f"  {profile.problem}"
        if not profile.utility.is_empty():
            yield from _table(profile)
    yield ""
    yield from _lift_lines(assessment, catalogue)
    if assessment.has_coarsenings:
        yield from _coarsening_lines(assessment.coarsenings)


def _table(profile: ProfileAssessment) -> Iterator[str]:
    yield (
        f"  {'':<28}{'cells':>7}{'shown':>8}{'share':>8}{'not 0':>8}{'counts':>8}{'width':>8}   withheld because"
    )
    for row in profile.utility.iter_rows(named=True):
        level = f"{LEVEL_WORDS[row['place_level']]} {PERIOD_WORDS[row['period_level']]}".strip()
        rules = {
            name.removeprefix("withheld_by_").replace("_", " "): count
            for name, count in row.items()
            if name.startswith("withheld_by_") and count
        }
        width = "" if row["mean_interval_width"] is None else f"{row['mean_interval_width']:.1f}"
        shares = (row[name] for name in ("share_shown", "nonzero_share_shown", "counts_share_shown"))
        yield (
            f"  {level:<28}{row['cells']:>7}{row['shown']:>8}"
            f"{''.join(f'{_percent(share):>8}' for share in shares)}{width:>8}   "
            f"{', '.join(f'{name}: {count}' for name, count in rules.items())}"
        ).rstrip()


def _lift_lines(assessment: Assessment, catalogue: Catalogue) -> Iterator[str]:
    for row in assessment.lifts.iter_rows(named=True):
        key = tuple(row[name] for name in CELL_KEY)
        if row["would_show"]:
            yield f"Lifted and shown: {cell_in_words(key, catalogue)}."
        elif row["rule"]:
            why = why_withheld(row["rule"], row["because"], key, catalogue)
            yield f"Lifted, but still withheld: {cell_in_words(key, catalogue)}, because {why}."
        else:
            yield f"Lifted, but not reported: {cell_in_words(key, catalogue)}."


def _coarsening_lines(coarsenings: tuple[Coarsening, ...]) -> Iterator[str]:
    if not coarsenings:
        yield "No coarser plan that was tried would show more."
        return
    yield "Coarser plans that would show more, as first releases:"
    for each in coarsenings:
        yield f"  {each.what}"
        yield (
            f"    cells shown: {each.cells_shown_before} -> {each.cells_shown_after}; "
            f"share of cells: {_percent(each.share_before)} -> {_percent(each.share_after)}; "
            f"share of counts: {_percent(each.counts_share_before)} -> {_percent(each.counts_share_after)}"
        )


def _answer(assessment: Assessment, catalogue: Catalogue) -> dict[str, object]:
    return {
        "number": assessment.number,
        "profiles": [
            {
                "profile": each.profile,
                "is_in_force": each.is_in_force,
                "is_possible": each.is_possible,
                "problem": str(each.problem or ""),
                "utility": each.utility.to_dicts(),
            }
            for each in assessment.profiles.values()
        ],
        "changes": dict(assessment.changes["change"].value_counts().sort("change").rows()),
        "lifts": [
            {"cell": str(cell_in_words(tuple(row[name] for name in CELL_KEY), catalogue)), **row}
            for row in assessment.lifts.to_dicts()
        ],
        "coarsenings": [{**asdict(each), "what": str(each.what)} for each in assessment.coarsenings]
        if assessment.has_coarsenings
        else None,
    }


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"
