"""The pages of activities, places, process and data quality."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache
from dashboard.queries import open_release
from dashboard.view import view_from_query
from pipelines import flow
from pipelines.ledger import Ledger
from pipelines.model import Account, Role
from pipelines.settings import Settings
from tests.dashboard.workspace_fixture import (
    AT,
    COORDINATOR,
    EVALUATOR,
    MANAGER,
    build_workspace,
    coordinator_of,
    settings_in,
)

from .conftest import SCRIPT, Visit, page_text

PAGES = ("activities", "places", "process", "quality")
ROLES = (
    COORDINATOR,
    MANAGER,
    EVALUATOR,
    Account("ada@office.example", Role.ADMINISTRATOR, None),
    Account("rea@press.example", Role.READER, None),
)

Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Two releases, as they are written now."""
    settings = settings_in(tmp_path_factory.mktemp("profiles"))
    build_workspace(settings)
    with flow.open_workspace(settings, clock=lambda: AT) as workspace:
        flow.publish(workspace, MANAGER, "With the last quarter")
    return settings


@pytest.fixture
def page(made: Settings) -> Iterator[Open]:
    cache.use(made)

    def opened(account: Account, name: str, **query: str) -> AppTest:
        now = datetime.now(UTC)
        app = AppTest.from_file(str(SCRIPT), default_timeout=60)
        with Ledger.open(made.ledger_url) as ledger:
            app.user = {"session": ledger.redeem_link(ledger.issue_link(account.email, now), now)}
        return went(app, name, **query)

    yield opened
    cache.close()


def went(app: AppTest, name: str, **query: str) -> AppTest:
    app.run().switch_page(f"app_pages/{name}.py")
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def columns(app: AppTest, first: str) -> list[list[str]]:
    """The tables whose first column has a heading, as rows of text without Markdown's signs."""
    return [
        [str(cell).replace("\\", "") for cell in row]
        for table in app.table
        if table.value.columns[0] == first
        for row in table.value.to_numpy().tolist()
    ]


# ---- every role, every page, every kind of release ---------------------------------------------------------


@pytest.mark.parametrize("account", ROLES, ids=lambda account: account.role.value)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("published")
def test_page_of_a_release_of_before_opens_for_every_role(visit: Visit, account: Account, name: str) -> None:
    app = went(visit(account), name)

    assert app.title[0].value in ("Activities", "Places", "Process", "Data quality")
    assert app.table or app.info


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_in_another_language_and_of_an_earlier_release(page: Open, name: str) -> None:
    app = page(EVALUATOR, name, lang="sv", release="1")

    assert "release=1&lang=sv" in "".join(str(each.value) for each in app.code)


@pytest.mark.parametrize("name", PAGES)
def test_page_without_a_release_says_so(visit: Visit, name: str) -> None:
    app = went(visit(EVALUATOR), name)

    assert app.subheader[0].value == "Nothing has been published yet"


@pytest.mark.parametrize(
    ("name", "dropped"), [("activities", 3), ("places", 2), ("process", 0), ("quality", 0)], ids=PAGES
)
def test_page_drops_what_the_address_asks_for_and_the_release_does_not_have(
    page: Open, name: str, dropped: int
) -> None:
    app = page(EVALUATOR, name, activity="atlantis", place="atlantis", type="MAGIC", level="moon")

    assert len([each for each in app.info if "it was left out" in each.value]) == dropped
    assert "atlantis" not in page_text(app)


# ---- activities --------------------------------------------------------------------------------------------


def test_activities_lists_partners_and_links_to_each(page: Open) -> None:
    rows = columns(page(EVALUATOR, "activities"), "Activity")

    assert [row[2] for row in rows] == ["Ashtown", "Ashtown, Birchtown", "Cedartown, Experts", "Dogwood"]
    assert "activities?release=2&lang=en&activity=ash-groups" in rows[0][0]
    assert [row[4] for row in rows] == ["Documented", "Documented", "Placeholder", "Placeholder"]


def test_activities_filters_of_the_address_narrow_the_list(page: Open) -> None:
    app = page(EVALUATOR, "activities", type="SINGLE", place="XA_001")

    assert [row[0].partition("]")[0] for row in columns(app, "Activity")] == ["[Mentors of two towns"]
    assert "1 of 4 activities" in page_text(app)


def test_activities_filter_that_leaves_nothing_says_so(page: Open) -> None:
    app = page(EVALUATOR, "activities", type="SINGLE", place="XB_001")

    assert any("No activity" in each.value for each in app.info)


def test_activities_choice_of_a_type_goes_into_the_address(page: Open) -> None:
    app = page(EVALUATOR, "activities")

    app.selectbox(key="filter.type").select("GROUP").run()

    assert app.query_params["type"] == "GROUP"
    assert len(columns(app, "Activity")) == 2


def test_activity_has_partners_funnel_indicators_by_place_and_figures(page: Open) -> None:
    app = page(EVALUATOR, "activities", activity="ash-birch-mentors")

    assert [row[:2] for row in columns(app, "Partner")] == [["Ashtown", "City"], ["Birchtown", "City"]]
    assert [row[0] for row in columns(app, "Stage")] == ["Starts", "Leavers"]
    indicators = next(table for table in app.table if "Whole activity" in table.value.columns)
    assert list(indicators.value.columns) == ["Indicator", "Whole activity", "Ashtown", "Birchtown"]
    assert len(app.get("plotly_chart")) > 1


def test_activity_leads_back_to_the_list(page: Open) -> None:
    app = page(EVALUATOR, "activities", activity="ash-groups", period="A")

    next(button for button in app.button if button.label == "All activities").click().run()

    assert "activity" not in app.query_params
    assert "period" not in app.query_params
    assert len(columns(app, "Activity")) == 4


def test_activity_that_is_a_placeholder_says_so(page: Open) -> None:
    app = page(EVALUATOR, "activities", activity="cedar-groups")

    assert any("This is a placeholder" in each.value for each in app.info)
    assert "to be described by the partner" not in page_text(app)


def test_activity_shows_what_its_partners_wrote_and_nothing_when_they_did_not(
    page: Open, made: Settings
) -> None:
    assert "Lessons learnt" not in page_text(page(EVALUATOR, "activities", activity="ash-groups"))
    with Ledger.open(made.ledger_url) as ledger:
        ledger.write_author_text("activity:ash-groups", "en", "*Trust* takes time.", COORDINATOR.email, AT)

    text = page_text(page(EVALUATOR, "activities", activity="ash-groups"))

    assert "Lessons learnt" in text
    assert "*Trust* takes time" in text
    of_before = page(EVALUATOR, "activities", activity="ash-groups", release="1")
    assert "Lessons learnt" not in page_text(of_before)


# ---- places ------------------------------------------------------------------------------------------------


def test_places_coordinator_has_a_button_for_her_own(page: Open) -> None:
    app = page(coordinator_of("cedar"), "places", level="country")

    next(button for button in app.button if button.label == "Show Cedartown").click().run()

    assert (app.query_params["level"], app.query_params["place"]) == ("local", "XB_001")
    assert any("Cedartown" in table.value.columns for table in app.table)
    assert "Show Cedartown" not in [button.label for button in app.button]


def test_places_city_has_reports_activities_and_indicators_beside_the_others(page: Open) -> None:
    app = page(EVALUATOR, "places", place="XA_001")

    heading = ["Indicator", "Period", "Ashtown", "Middle of the others"]
    assert any(list(table.value.columns)[:4] == heading for table in app.table)
    assert columns(app, "Quarter")[0] == [
        "2021-Q1",
        "20 April 2021",
        "In this release",
        "2 November 2021",
        "1",
    ]
    assert len(columns(app, "Activity")) == 2


def test_places_country_of_the_address_alone_is_found(page: Open) -> None:
    app = page(EVALUATOR, "places", place="XB")

    assert app.selectbox(key="filter.level").value == "country"
    assert {row[0] for row in columns(app, "Partner")} == {"Cedartown", "Dogwood"}
    # With two countries there is no middle of the others.
    assert all("Middle of the others" not in table.value.columns for table in app.table)


def test_places_project_has_no_position(page: Open) -> None:
    app = page(EVALUATOR, "places", level="project")

    assert "cannot be ranked" not in page_text(app)
    assert any("Whole project" in table.value.columns for table in app.table)


def test_places_links_open_the_same_cells_in_explore(page: Open, made: Settings) -> None:
    app = page(EVALUATOR, "places", place="XA_001")
    reader = open_release(made.releases_dir / "0002")
    links = [row[0].partition("](")[2].rstrip(")") for row in columns(app, "Indicator")]

    assert links
    for link in links:
        parts = urlsplit(link)
        view, notices = view_from_query("explore", parse_qs(parts.query), reader.options, reader.provenance)
        assert (parts.path, notices) == ("explore", ())
        assert "XA_001" in view.selection.place_ids
    reader.close()


# ---- process -----------------------------------------------------------------------------------------------


def test_process_has_dates_values_targets_and_places_of_each_step(page: Open) -> None:
    app = page(EVALUATOR, "process")

    assert columns(app, "When") == [
        ["2021-Q3 (inferred)", "Last meeting of the towns", "Invented for tests."],
        ["19–20 Jan 2021", "First meeting of the towns", "Invented for tests."],
    ]
    rows = {row[0].partition(" (")[0].strip("["): row for row in columns(app, "Indicator")}
    assert rows["Sessions"][3].startswith("60 (Whole project period)")
    assert "Ashtown" in rows["Sessions"][4]
    assert rows["Project meetings"][4] == "counted for the whole project only"


@pytest.mark.usefixtures("published")
def test_process_release_of_before_says_why_there_are_no_dates(visit: Visit) -> None:
    assert "before dates were kept" in page_text(went(visit(EVALUATOR), "process"))


# ---- data quality ------------------------------------------------------------------------------------------


def test_quality_counts_reports_in_time_and_revisions_by_place(page: Open) -> None:
    app = page(EVALUATOR, "quality")

    assert columns(app, "Partner")[-1] == ["All partners", "14", "14", "0", "0"]
    revised = columns(app, "Kind of place")
    assert ["Cities and regions", "Ashtown"] in [row[:2] for row in revised]
    assert [row[0] for row in columns(app, "Place")] == ["Ashtown", "Birchtown", "Cedartown", "Dogwood"]


def test_quality_first_release_has_nothing_to_compare_with(page: Open) -> None:
    app = page(EVALUATOR, "quality", release="1")

    assert any("first release" in each.value for each in app.info)


@pytest.mark.parametrize(
    ("account", "partners"),
    [(MANAGER, {"Cedartown"}), (coordinator_of("cedar"), {"Cedartown"}), (COORDINATOR, set())],
    ids=["manager", "own", "other"],
)
def test_quality_confirmed_warnings_are_of_ones_own_reports(
    page: Open, account: Account, partners: set[str]
) -> None:
    app = page(account, "quality")

    rows = [row for row in columns(app, "Partner") if "So it is." in row]
    assert {row[0] for row in rows} == partners
    assert any("It is not in any release" in each.value for each in app.warning)


def test_quality_confirmed_warnings_are_not_for_those_who_read_only(page: Open) -> None:
    text = page_text(page(EVALUATOR, "quality"))

    assert "So it is." not in text
    assert "Not published" not in text
