"""The command that lifts withheld cells, and how it understands which one is meant."""

from __future__ import annotations

import click

from dashboard.cli.common import acting, echo_json, json_option, only_manager, workspace
from pipelines import flow
from pipelines.errors import PolicyError
from pipelines.flow import Workspace
from pipelines.model import CELL_KEY, PROJECT_PERIOD, PROJECT_PLACE, TOTAL, Catalogue
from pipelines.usefulness import cell_in_words


@click.command()
@click.argument("place", required=False)
@click.argument("period", required=False)
@click.argument("measure", required=False)
@click.option("--activity", default=TOTAL, help="One activity; all together when left out.")
@click.option("--breakdown", default=TOTAL, help="A breakdown, together with --category.")
@click.option("--category", default=TOTAL, help="One category of the breakdown.")
@click.option("--reason", help="Why; kept with your name.")
@click.option("--take-back", is_flag=True, help="Take a lift back: the cell is withheld as it was before.")
@click.option("--as", "email", metavar="EMAIL", help="The manager who lifts; needed when there are several.")
@click.option("--list", "only_list", is_flag=True, help="List the lifts, also those taken back.")
@json_option
def lift(
    place: str | None,
    period: str | None,
    measure: str | None,
    reason: str | None,
    take_back: bool,
    email: str | None,
    only_list: bool,
    as_json: bool,
    **row: str,
) -> None:
    """Let a withheld cell be shown from the next release on, where that is safe.

    PLACE is a place, partner, country or PROJECT; PERIOD a quarter, project year or PROJECT. A cell that is small or
    otherwise at risk itself can never be lifted.
    """
    with workspace() as ws:
        if only_list:
            _echo_lifts(ws, as_json)
            return
        if place is None or period is None or measure is None or reason is None:
            raise click.UsageError("Give PLACE, PERIOD, MEASURE and --reason, or --list.")
        account = acting(ws.ledger, email) if email else only_manager(ws.ledger)
        key = (
            *_place(place, ws.catalogue),
            *_period(period, ws.catalogue),
            *_row(measure, row, ws.catalogue),
        )
        act = flow.take_back_lift if take_back else flow.lift
        act(ws, account, key, reason)
        words = cell_in_words(key, ws.catalogue)
    if as_json:
        echo_json({"taken_back" if take_back else "lifted": dict(zip(CELL_KEY, key, strict=True))})
    elif take_back:
        click.echo(f"Taken back: {words}. What was published meanwhile stays known.")
    else:
        click.echo(f"Lifted: {words}. 'prepare utility' says whether the next release would show it.")


def _echo_lifts(ws: Workspace, as_json: bool) -> None:
    lifts = ws.ledger.lifts()
    if as_json:
        rows = [
            {
                **dict(zip(CELL_KEY, each.cell_key, strict=True)),
                "actor": each.actor,
                "reason": each.reason,
                "at": each.at.isoformat(timespec="seconds"),
                "taken_back": each.taken_back
                and {
                    "actor": each.taken_back.actor,
                    "reason": each.taken_back.reason,
                    "at": each.taken_back.at.isoformat(timespec="seconds"),
                },
            }
            for each in lifts
        ]
        echo_json({"lifts": rows})
        return
    for each in lifts:
        cell = cell_in_words(each.cell_key, ws.catalogue)
        click.echo(f"{each.at:%Y-%m-%d} {each.actor}: {cell}. {each.reason}")
        if each.taken_back is not None:
            back = each.taken_back
            click.echo(f"    taken back {back.at:%Y-%m-%d} by {back.actor}: {back.reason}")
    if not lifts:
        click.echo("No cell is lifted.", err=True)


def _place(text: str, catalogue: Catalogue) -> tuple[str, str]:
    """Level and id of a place, from its id, its partner's id, or a country."""
    if text == PROJECT_PLACE:
        return "project", PROJECT_PLACE
    for partner in catalogue.partners.values():
        if partner.place_id is not None and text in {partner.place_id, partner.id}:
            return "local", partner.place_id
    if text in catalogue.project.country_labels:
        return "country", text
    raise _unknown("place", text, "a place or partner of the catalogue, a country code, or PROJECT")


def _period(text: str, catalogue: Catalogue) -> tuple[str, str]:
    if text == PROJECT_PERIOD:
        return "project", PROJECT_PERIOD
    if text in catalogue.project.quarters:
        return "quarter", text
    if text in {year.id for year in catalogue.project.years}:
        return "year", text
    raise _unknown("period", text, "a quarter such as 2018-Q1, a project year, or PROJECT")


def _row(measure: str, row: dict[str, str], catalogue: Catalogue) -> tuple[str, str, str, str]:
    """Activity, measure, breakdown and category of the catalogue."""
    if measure not in catalogue.measures:
        raise _unknown("measure", measure, "the id of a measure in the catalogue")
    if row["activity"] not in {TOTAL, *catalogue.activities}:
        raise _unknown("activity", row["activity"], "the id of an activity in the catalogue")
    known = {TOTAL: {TOTAL}} | {b.id: {c.id for c in b.categories} for b in catalogue.breakdowns.values()}
    if row["category"] not in known.get(row["breakdown"], set()):
        raise _unknown("category", row["category"], "--breakdown and one of its categories together")
    return row["activity"], measure, row["breakdown"], row["category"]


def _unknown(what: str, text: str, known: str) -> PolicyError:
    return PolicyError(title=f"There is no such {what}", message=f"'{text}' is not known. Give {known}.")
