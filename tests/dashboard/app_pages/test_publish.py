from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache
from dashboard.components.changes import PAGE_ROWS
from pipelines import flow
from pipelines.errors import PolicyError
from pipelines.ledger import Lift
from pipelines.model import Account
from pipelines.publish import current_number
from pipelines.settings import Settings
from pipelines.texts import verbatim
from pipelines.usefulness import Assessment
from tests.dashboard.assessment_fixture import CHANGES, COARSENING, assessment, key
from tests.dashboard.workspace_fixture import AT, MANAGER, add_people, submit_report

from .conftest import Visit, page_text

WAIT_SECONDS = 60


@pytest.fixture
def workspace(settings: Settings) -> Iterator[flow.Workspace]:
    with flow.open_workspace(settings, clock=lambda: AT) as opened:
        add_people(opened)
        yield opened


@pytest.fixture
def approved(workspace: flow.Workspace) -> flow.Workspace:
    flow.approve(workspace, submit_report(workspace, "ash", "2021-Q1"), MANAGER)
    return workspace


@pytest.fixture
def assessed(approved: flow.Workspace, monkeypatch: pytest.MonkeyPatch) -> Assessment:
    made = assessment()
    monkeypatch.setattr(flow, "stored_assessment", lambda _workspace: made)
    assert approved is not None
    return made


def _open(visit: Visit) -> AppTest:
    return visit(MANAGER).run().switch_page("app_pages/publish.py").run()


def _press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def _text(app: AppTest) -> str:
    return page_text(app).replace("\\", "")


@pytest.mark.usefixtures("workspace")
def test_publish_nothing_approved_can_start_nothing(visit: Visit) -> None:
    app = _open(visit)

    assert not app.exception
    assert any("nothing to publish" in message.value for message in app.info)
    disabled = {button.label: button.disabled for button in app.button}
    assert disabled["Publish"]
    assert disabled["Work out what would be shown"]


@pytest.mark.usefixtures("approved")
def test_publish_without_a_reason_publishes_nothing_and_says_so(visit: Visit, settings: Settings) -> None:
    app = _press(_open(visit), "Publish")
    cache.jobs().wait(WAIT_SECONDS)
    app.run()

    assert not app.exception
    assert "A reason is needed" in [subheader.value for subheader in app.subheader]
    assert current_number(settings.releases_dir) is None


@pytest.mark.usefixtures("approved")
def test_publish_in_the_background_ends_in_a_release(visit: Visit, settings: Settings) -> None:
    app = _open(visit)
    app.text_input(key="reason").set_value("First quarter")

    app = _press(app, "Publish")
    cache.jobs().wait(WAIT_SECONDS)
    app.run()

    assert not app.exception
    assert current_number(settings.releases_dir) == 1
    assert any("Release 1 is published." in message.value for message in app.success)


@pytest.mark.usefixtures("approved")
def test_publish_while_a_job_runs_shows_it_and_starts_no_other(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, go_on = Event(), Event()

    def assess(_workspace: flow.Workspace, progress: flow.Progress) -> None:
        progress(verbatim("protecting starts"))
        told.set()
        assert go_on.wait(WAIT_SECONDS)

    monkeypatch.setattr(flow, "assess", assess)
    try:
        app = _press(_open(visit), "Work out what would be shown")
        assert told.wait(WAIT_SECONDS)
        other = _open(visit)
    finally:
        go_on.set()

    assert not app.exception
    assert not other.exception
    assert "protecting starts" in _text(other)
    assert "Started by max@office.example" in _text(other)
    assert [button.label for button in other.button if not button.disabled] == ["Sign out"]
    cache.jobs().wait(WAIT_SECONDS)
    other.run()
    assert "protecting starts" not in _text(other)
    assert not any(button.disabled for button in other.button)


@pytest.mark.usefixtures("assessed")
def test_publish_assessment_shows_levels_profiles_and_changes_with_reasons(visit: Visit) -> None:
    app = _open(visit)

    text = _text(app)
    assert not app.exception
    assert [chart.proto.alt for chart in app.get("plotly_chart")] == [
        "Share of the figures that release 2 would show, at each level. Whole project, Whole project period: "
        "over 99\u00a0% of 1,000 shown. Cities and regions, Quarters: 40\u00a0% of 200 shown."
    ]
    assert "Withholding (in force)" in text
    assert "Earlier releases were not rounded." in text
    assert "because otherwise “Sex: Men” of the same row could be worked out" in text
    assert any(
        "1 figure that the last release showed is withheld in this one" in w.value for w in app.warning
    )


@pytest.mark.usefixtures("assessed")
def test_publish_changes_can_be_narrowed_to_one_kind_and_measure(visit: Visit) -> None:
    app = _open(visit)

    app.selectbox(key="change_shown").set_value("amended").run()

    assert not app.exception
    text = _text(app)
    assert "Amended from 12 to 14" in text
    assert "could be worked out" not in text
    assert app.selectbox(key="change_measure").options == ["All measures", "Leavers"]


@pytest.mark.usefixtures("approved")
def test_publish_many_changes_come_in_pages(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    many = assessment(changes=pl.concat([CHANGES] * (PAGE_ROWS + 1)))
    monkeypatch.setattr(flow, "stored_assessment", lambda _workspace: many)

    app = _open(visit)

    assert not app.exception
    text = _text(app)
    assert f"Figures 1 to {PAGE_ROWS} of {PAGE_ROWS + 1}." in text
    assert text.count("otherwise “Sex: Men” of the same row") == PAGE_ROWS


@pytest.mark.usefixtures("assessed")
def test_publish_lift_hands_over_the_chosen_figure_and_the_reason(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    lifted: list[tuple[object, ...]] = []

    def lift(_workspace: flow.Workspace, account: Account, cell_key: tuple[str, ...], reason: str) -> None:
        lifted.append((account.email, cell_key, reason))

    monkeypatch.setattr(flow, "lift", lift)
    app = _open(visit)
    app.text_input(key="lift_reason").set_value("Nobody is at risk any more")

    app = _press(app, "Lift this figure")

    assert not app.exception
    assert lifted == [("max@office.example", key("F", period="2021-Q2"), "Nobody is at risk any more")]
    assert "Lifted: Ashtown, 2021-Q2, Starts, Sex: Women." in _text(app)


@pytest.mark.usefixtures("assessed")
def test_publish_lift_is_taken_back_with_a_reason(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[object, ...]] = []

    def take_back(_workspace: flow.Workspace, account: Account, cell_key: object, reason: str) -> None:
        taken.append((account.email, cell_key, reason))

    lifted = (Lift(key("F", period="2021-Q2"), "max@office.example", "Asked for.", AT),)
    monkeypatch.setattr(flow, "take_back_lift", take_back)
    monkeypatch.setattr(flow, "lifts_in_force", lambda _workspace: lifted)
    app = _open(visit)
    app.text_input(key="unlift_reason").set_value("It was the wrong one")

    app = _press(app, "Take it back")

    assert not app.exception
    assert taken == [("max@office.example", key("F", period="2021-Q2"), "It was the wrong one")]
    assert "Taken back: Ashtown, 2021-Q2, Starts, Sex: Women." in _text(app)


@pytest.mark.usefixtures("approved")
def test_publish_without_a_lift_offers_nothing_to_take_back(visit: Visit) -> None:
    assert "Take it back" not in {button.label for button in _open(visit).button}


@pytest.mark.usefixtures("assessed")
def test_publish_lift_that_is_refused_is_said_in_words(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def lift(*_anything: object) -> None:
        raise PolicyError(title="This cell can never be lifted", message="It is a small count of people.")

    monkeypatch.setattr(flow, "lift", lift)

    app = _press(_open(visit), "Lift this figure")

    assert not app.exception
    assert "This cell can never be lifted" in [subheader.value for subheader in app.subheader]


@pytest.mark.usefixtures("approved")
def test_publish_coarser_plans_are_listed_with_their_effect(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = assessment(has_coarsenings=True, coarsenings=(COARSENING,))
    monkeypatch.setattr(flow, "stored_assessment", lambda _workspace: found)

    app = _open(visit)

    assert not app.exception
    assert "Make women and men one category in starts" in _text(app)
    assert "80 → 120" in _text(app)
    assert "Look for coarser plans" not in {button.label for button in app.button}
