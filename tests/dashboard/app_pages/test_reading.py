"""What readers see: the pages of results, as of any release, for every role."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache, preference
from dashboard.navigation import page_names
from pipelines.model import Account, Role
from pipelines.settings import Settings
from tests.dashboard.release_fixture import NOT_REPORTED, Cell, Key, withheld, write_release
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR, MANAGER

from .conftest import Visit, page_text

READER = Account("rea@press.example", Role.READER, None)
PAGES = ("overview", "explore", "participation", "releases", "about")
LOST: Key = ("local", "malaga", "quarter", "2018-Q2", "boxing", "sessions", "_T", "_T")
NEW: Key = ("local", "rotterdam", "quarter", "2018-Q2", "boxing", "sessions", "_T", "_T")


def _shown(count: int) -> Cell:
    return count, count, count, "A", "F"


@pytest.fixture
def releases(settings: Settings) -> Path:
    """Two releases: a figure of sessions is withheld in the second one, and another one is new in it."""
    write_release(settings.releases_dir, number=1, overrides={NEW: NOT_REPORTED})
    write_release(settings.releases_dir, number=2, overrides={LOST: withheld(0, 90), NEW: _shown(41)})
    return settings.releases_dir


def _open(
    visit: Visit, page: str, query: Mapping[str, str] | None = None, account: Account = EVALUATOR
) -> AppTest:
    app = visit(account).run()
    for key, value in (query or {}).items():
        app.query_params[key] = value
    return app.switch_page(f"app_pages/{page}.py").run()


@pytest.mark.parametrize("account", [COORDINATOR, MANAGER, EVALUATOR, READER], ids=lambda a: a.role.value)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("releases")
def test_every_role_reads_every_page_of_results(visit: Visit, page: str, account: Account) -> None:
    app = _open(visit, page, account=account)

    assert page in page_names(account)
    assert not app.exception
    assert not app.error
    assert "release 2, published 1 February 2019" in page_text(app)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("releases")
def test_every_page_opens_as_of_an_earlier_release_and_says_so(visit: Visit, page: str) -> None:
    app = _open(visit, page, {"release": "1"})

    assert not app.exception
    assert "You see release 1 of 1 February 2019. It was superseded by release 2" in page_text(app)
    assert "release 1, published" in page_text(app)

    next(button for button in app.main.button if button.label == "See the same in release 2").click().run()

    assert "release" not in app.query_params
    assert "superseded by release 2**" not in page_text(app)


@pytest.mark.parametrize("number", ["99", "0", "x", "-1", "1.5", "٣"])
@pytest.mark.usefixtures("releases")
def test_a_release_that_was_never_published_is_left_out_with_a_notice(visit: Visit, number: str) -> None:
    app = _open(visit, "about", {"release": number})

    assert not app.exception
    assert "There is no such release as the address asks for. You see release 2" in page_text(app)
    assert "release" not in app.query_params


@pytest.mark.usefixtures("releases")
def test_links_of_the_menu_carry_release_and_language(visit: Visit) -> None:
    app = _open(visit, "about", {"release": "1", "lang": "de"})

    links = app.sidebar.get("page_link")

    assert links
    assert {link.proto.query_string for link in links} == {"release=1&lang=de"}


@pytest.mark.usefixtures("releases")
def test_overview_says_what_is_new_and_who_has_not_reported(visit: Visit) -> None:
    text = page_text(_open(visit, "overview"))

    assert "- 1 figure is withheld now that was shown" in text
    assert "- 1 figure is new and shown" in text
    assert "Missing is the report of Rotterdam" in text.replace("\\", "")


@pytest.mark.usefixtures("releases")
def test_overview_of_the_first_release_has_nothing_to_compare_with(visit: Visit) -> None:
    assert "This is the first release" in page_text(_open(visit, "overview", {"release": "1"}))


@pytest.mark.usefixtures("releases")
def test_overview_leads_from_every_objective_to_the_figures_of_its_indicators(visit: Visit) -> None:
    app = _open(visit, "overview")

    assert [each.value for each in app.subheader] == ["GO General objective", "SO3 Strengthen capacities"]
    leads = {link.proto.query_string for link in app.main.get("page_link") if link.proto.page == "explore"}
    assert {"indicator=PA02", "indicator=LA02", "indicator=OU01"} <= leads


@pytest.mark.usefixtures("releases")
def test_hint_is_for_the_role_and_goes_away(visit: Visit) -> None:
    app = visit(MANAGER).run()
    assert "*Publish* makes a release" in page_text(app)

    next(button for button in app.main.button if button.label == "I know my way around").click().run()

    assert "New here?" not in page_text(app)


@pytest.mark.usefixtures("releases")
def test_releases_lists_them_and_what_differs_figure_by_figure(visit: Visit) -> None:
    app = _open(visit, "releases")

    listed = app.table[0].value.to_csv()
    assert "superseded by release 2" in listed
    assert "current" in listed
    figures = app.table[-1].value.to_csv()
    assert "Sessions delivered \\(events\\) · Málaga · 2018\\-Q2 · Boxing club" in figures
    assert "withheld\\: 0 to 90" in figures
    assert "not reported,41" in figures


@pytest.mark.usefixtures("releases")
def test_releases_difference_can_be_turned_round_and_narrowed_down_by_the_address(visit: Visit) -> None:
    app = _open(visit, "releases", {"from": "2", "to": "1", "place": "local.malaga"})

    [row] = app.table[-1].value.to_dict("records")
    assert list(row.values())[1:] == ["Shown now, withheld before", "withheld\\: 0 to 90", "71"]


@pytest.mark.usefixtures("releases")
def test_releases_unknown_choice_is_left_out_with_a_notice(visit: Visit) -> None:
    app = _open(visit, "releases", {"from": "7"})

    assert "The address asks for something that this page does not have" in page_text(app)
    assert "from" not in app.query_params


@pytest.mark.usefixtures("published")
def test_releases_with_a_single_one_says_what_will_be_here(visit: Visit) -> None:
    assert "There is one release so far" in page_text(_open(visit, "releases"))


@pytest.mark.usefixtures("releases")
def test_explore_writes_what_is_chosen_to_the_address_and_forgets_it_again(visit: Visit) -> None:
    app = _open(visit, "explore", {"indicator": "PA02"})

    app.selectbox(key="filter.chart").select("heat").run()
    assert app.query_params["chart"] == "heat"
    app.toggle(key="filter.median").set_value(True).run()
    assert app.query_params["median"] == "yes"
    app.selectbox(key="filter.chart").select("auto").run()
    assert "chart" not in app.query_params

    next(button for button in app.main.button if button.label == "Start again").click().run()

    assert not app.exception
    assert list(app.query_params) == []


@pytest.mark.usefixtures("releases")
def test_explore_ratio_shows_what_it_is_made_of(visit: Visit) -> None:
    app = _open(
        visit, "explore", {"indicator": "PA07", "level": "project", "time": "quarter", "activity": "_T"}
    )

    assert " of " in app.table[-1].value.to_csv()


@pytest.mark.usefixtures("releases")
def test_explore_says_that_it_begins_with_the_first_rows_only(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    shortened = "begins with the first ones"
    whole = _open(visit, "explore", {"indicator": "PA02"})
    monkeypatch.setattr(preference, "MOST_ROWS", 1)
    cache.close()  # what was opened before is kept

    first = _open(visit, "explore", {"indicator": "PA02"})
    asked = _open(visit, "explore", {"indicator": "PA02", "activity": "_T", "place": "malaga"})

    assert shortened not in page_text(whole)
    assert shortened in page_text(first)
    assert shortened not in page_text(asked)
    assert len(first.table[-1].value) < len(whole.table[-1].value)


@pytest.mark.usefixtures("releases")
def test_explore_gives_the_permanent_link_of_the_view(visit: Visit) -> None:
    app = _open(visit, "explore", {"indicator": "PA02", "chart": "dot"})

    link = app.code[0].value

    assert "/explore?release=2&lang=en&indicator=PA02" in link
    assert "chart=dot" in link
