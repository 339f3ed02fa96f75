from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.method_wording import REFERENCES, SECTIONS_AFTER, SECTIONS_BEFORE
from pipelines.model import Account
from tests.dashboard.workspace_fixture import COORDINATOR, EVALUATOR, MANAGER

from .conftest import Visit, page_text


def _open(visit: Visit, account: Account = EVALUATOR) -> AppTest:
    return visit(account).run().switch_page("app_pages/method.py").run()


def _text(app: AppTest) -> str:
    return page_text(app).replace("\\", "")


def _published(app: AppTest) -> list[list[str]]:
    table = next(table.value for table in app.table if "hidden" in table.value.to_csv())
    return [[text.replace("\\", "") for text in row] for row in table.to_numpy().tolist()]


@pytest.mark.parametrize("account", [COORDINATOR, MANAGER, EVALUATOR], ids=lambda a: a.role.value)
def test_method_before_any_release_says_everything_to_every_role(visit: Visit, account: Account) -> None:
    app = _open(visit, account)

    assert not app.exception
    headings = {header.value for header in app.header}
    assert {str(section.heading) for section in (*SECTIONS_BEFORE, *SECTIONS_AFTER)} <= headings
    text = _text(app)
    assert "It can be any number in its interval" in text
    assert "a count from 1 to 4 people" in text
    assert all(
        citation in text and f"https://doi.org/{doi}" in text for citation, doi, _ in REFERENCES if doi
    )
    assert "{" not in text


def test_method_example_first_hides_one_small_count_and_five_to_protect_it(visit: Visit) -> None:
    app = _open(visit)

    assert _published(app)[0] == ["Alder", "hidden: 0 to 12", "hidden: 0 to 12", "12"]
    text = _text(app)
    assert "6 of the 12 numbers are hidden." in text
    assert "anybody could work out women in Alder: all people in Alder (12) − men in Alder (9)" in text
    assert "Anybody could work out women in Alder:" in text
    assert "In one of them women in Alder are 0, in the other 12." in text


def test_method_example_changed_count_is_protected_anew(visit: Visit) -> None:
    app = _open(visit)

    app.number_input(key="example.alder.women").set_value(8).run()

    assert not app.exception
    assert any("everything is published" in message.value for message in app.success)
    assert "hidden: " not in _text(app)


def test_method_example_starting_point_sets_all_counts(visit: Visit) -> None:
    app = _open(visit)

    next(button for button in app.button if button.label == "Small in every town").click().run()

    assert not app.exception
    assert [each.value for each in app.number_input] == [2, 1, 1, 3, 3, 1]
    assert "And " in _text(app)


def test_method_example_chain_of_interval_ends_says_that_hidden_means_small(visit: Visit) -> None:
    app = _open(visit)

    for town in ("alder", "birch", "cedar"):
        for who in ("women", "men"):
            app.number_input(key=f"example.{town}.{who}").set_value(1)
    app.run()

    assert not app.exception
    assert "; being hidden, they are at least 1 too." in _text(app)


def test_method_example_rounded_table_is_worked_out_when_it_is_opened(visit: Visit) -> None:
    app = _open(visit)
    closed = _text(app)

    app.session_state["example.rounded"] = True
    app.run()

    assert not app.exception
    assert "(6 to 14)" not in closed
    assert "50 (46 to 54)" in _text(app)
