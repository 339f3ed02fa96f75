from __future__ import annotations

from datetime import timedelta

import pytest

from pipelines.demo.calendar import Decision, HandIn, Publication, Version, calendar, release_quarters
from pipelines.model import Catalogue, quarter_end


def test_calendar_releases_are_every_second_quarter_up_to_the_last(
    shipped: Catalogue, tiny: Catalogue
) -> None:
    assert release_quarters(shipped) == ("2018-Q2", "2018-Q4", "2019-Q2")
    assert release_quarters(tiny) == ("2021-Q1", "2021-Q3")


def test_calendar_steps_are_in_order_of_time(shipped: Catalogue) -> None:
    times = [step.at for step in calendar(shipped, 1)]
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_calendar_every_hand_in_is_decided_before_the_next_of_that_report(shipped: Catalogue) -> None:
    waiting: set[tuple[str, str]] = set()
    for step in calendar(shipped, 1):
        if isinstance(step, HandIn):
            assert (step.partner_id, step.quarter) not in waiting
            waiting.add((step.partner_id, step.quarter))
        elif isinstance(step, Decision):
            waiting.remove((step.partner_id, step.quarter))
    assert len(waiting) == 2
    assert {quarter for _, quarter in waiting} == {shipped.project.last_quarter}


def test_calendar_a_partner_reports_its_quarters_in_order(shipped: Catalogue) -> None:
    first = [s for s in calendar(shipped, 1) if isinstance(s, HandIn) and s.version is Version.FIRST]
    for partner_id in {step.partner_id for step in first}:
        quarters = [step.quarter for step in first if step.partner_id == partner_id]
        assert quarters == sorted(quarters)


@pytest.mark.parametrize(("name", "expected"), [("shipped", 2), ("tiny", 2)])
def test_calendar_last_reports_of_some_partners_never_come(
    name: str, expected: int, request: pytest.FixtureRequest
) -> None:
    catalogue: Catalogue = request.getfixturevalue(name)
    last = catalogue.project.last_quarter
    came = {s.partner_id for s in calendar(catalogue, 1) if isinstance(s, HandIn) and s.quarter == last}
    assert len({p.id for p in catalogue.expected_partners(last)} - came) == expected


def test_calendar_one_report_is_returned_one_late_one_revised(shipped: Catalogue) -> None:
    steps = calendar(shipped, 1)
    published = {s.quarter: s.at for s in steps if isinstance(s, Publication)}
    hand_ins = [s for s in steps if isinstance(s, HandIn)]
    due = timedelta(days=shipped.project.due_days + 1)
    late = [s for s in hand_ins if s.version is Version.FIRST and s.at.date() > quarter_end(s.quarter) + due]
    assert sum(isinstance(s, Decision) and s.is_return for s in steps) == 1
    assert [s.version for s in hand_ins].count(Version.REVISED) == 1
    assert len(late) == 1
    assert late[0].at > published[late[0].quarter]
