"""Every page of every role, in a language that puts all it knows in brackets: what is outside was forgotten."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import cache
from dashboard.method_wording import REFERENCES
from dashboard.navigation import page_names
from pipelines import flow
from pipelines.catalogue import load_catalogue
from pipelines.languages import LANGUAGES
from pipelines.ledger import Ledger
from pipelines.model import TOTAL, Account, Role
from pipelines.settings import Settings, load_settings
from pipelines.template import InputKey, build_template, template_file_name
from tests import pseudo
from tests.dashboard.workspace_fixture import (
    AT,
    COORDINATOR,
    EVALUATOR,
    MANAGER,
    TINY,
    add_people,
    build_workspace,
    coordinator_of,
    report_values,
    submit_report,
)

SCRIPT = Path(__file__).resolve().parents[3] / "dashboard" / "app.py"
LAST = "2021-Q3"
ADMINISTRATOR = Account("ada@office.example", Role.ADMINISTRATOR, None)
READER = Account("rea@press.example", Role.READER, None)
BIRCH = coordinator_of("birch")
ROLES = (COORDINATOR, BIRCH, MANAGER, EVALUATOR, ADMINISTRATOR, READER)

TYPED = (
    "Mixed up",
    "Which of them",
    "Which",
    "Ours",
    "First release of the test",
    "So it is",
)
"""What people of the fixture have written."""
SAME_HERE = (
    *TYPED,
    r"\bTiny\b",  # the short title of the project
    "Invented for tests",  # where a definition comes from
    *(re.escape(citation) for citation, _, _ in REFERENCES),
    r"Alder|Birch|Cedar",  # towns of the worked example
    r"[\w-]+\.(?:xlsx|csv|txt|svg|png|pdf|json|zip)",
)
"""What this workspace has that is the same in every language."""


@pytest.fixture(scope="module")
def speaking() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        pseudo.speak(patch)
        yield


@pytest.fixture(scope="module", params=["empty", "used"])
def settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, speaking: None
) -> Iterator[Settings]:
    """A workspace before any release, and one in which everything has happened."""
    del speaking
    directory = tmp_path_factory.mktemp(str(request.param))
    catalogue = directory / "catalogue"
    shutil.copytree(TINY, catalogue)
    project = catalogue / "project.toml"
    text = project.read_text(encoding="utf-8")
    assert 'languages = ["en"]' in text
    project.write_text(
        text.replace('languages = ["en"]', f'languages = ["en", "{pseudo.LANGUAGE}"]'), encoding="utf-8"
    )
    found = load_settings({"PREPARE_DATA": str(directory / "data"), "PREPARE_CATALOGUE": str(catalogue)})
    cache.use(found)
    if request.param == "used":
        _use(found)
    with flow.open_workspace(found, clock=lambda: AT) as workspace:
        add_people(workspace)
        for account in ROLES:
            workspace.ledger.add_account(account.email, account.role, account.partner_id, AT)
    yield found
    cache.close()


def _use(settings: Settings) -> None:
    build_workspace(settings, leave_out=frozenset({("ash", LAST), ("birch", LAST)}))
    with flow.open_workspace(settings, clock=lambda: AT) as workspace:
        returned = submit_report(workspace, "birch", LAST)
        flow.comment(workspace, returned, MANAGER, "Which of them?", ("_T", "starts", "_T", "_T"))
        number = workspace.ledger.comments([returned])[0].number
        flow.answer_comment(workspace, number, BIRCH, "Ours.")
        flow.comment(workspace, returned, MANAGER, "Which?")
        flow.return_(workspace, returned, MANAGER, "Mixed up.")
        submit_report(workspace, "ash", LAST)
        flow.assess(workspace, coarsenings=True)
        flow.extend(workspace, "birch", LAST, AT.date(), MANAGER, "Mixed up.")


def _visit(settings: Settings, account: Account) -> AppTest:
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    now = datetime.now(UTC)
    with Ledger.open(settings.ledger_url) as ledger:
        app.user = {"session": ledger.redeem_link(ledger.issue_link(account.email, now), now)}
    app.query_params["lang"] = pseudo.LANGUAGE
    return app.run()


@pytest.mark.parametrize("account", ROLES, ids=lambda account: account.email.partition("@")[0])
def test_pages_everything_that_is_said_can_be_said_in_every_language(
    settings: Settings, account: Account
) -> None:
    app = _visit(settings, account)
    found = {}
    for name in page_names(account):
        app.query_params["lang"] = pseudo.LANGUAGE
        app.switch_page(f"app_pages/{name}.py").run()
        assert not app.exception, name
        assert any(pseudo.OPEN in words for _, words in pseudo.visible(app)), name
        found[name] = pseudo.all_unmarked(app, SAME_HERE)

    forgotten = [f"{name}: {place}" for name, places in found.items() for place in places]
    assert forgotten == [], "\n".join(forgotten)


CATALOGUE = load_catalogue(TINY)
OWN_TABLE = "Quand;Quoi;Combien\n2021-Q3;Débuts;12\n"
GAPS = {
    **{key: value for key, value in report_values(CATALOGUE, "birch", LAST).items() if value != 0},
    (TOTAL, "starts", TOTAL, TOTAL): "many",
    (TOTAL, "known", TOTAL, TOTAL): 900,
}
UPLOADS: dict[str, tuple[str, bytes] | dict[InputKey, int | str]] = {
    "no workbook": ("report.xlsx", b"not a workbook"),
    "a table of theirs": ("own.csv", OWN_TABLE.encode()),
    "a workbook": report_values(CATALOGUE, "birch", LAST),
    "a workbook with gaps": GAPS,
}


@pytest.mark.parametrize("upload", UPLOADS.values(), ids=UPLOADS)
def test_submit_page_says_all_about_a_file_in_every_language(
    settings: Settings, upload: tuple[str, bytes] | dict[InputKey, int | str]
) -> None:
    if isinstance(upload, dict):
        catalogue = load_catalogue(settings.catalogue_dir)
        data = build_template(catalogue, "birch", LAST, pseudo.LANGUAGE, values=upload)
        upload = template_file_name("birch", LAST), data
    app = _visit(settings, BIRCH).switch_page("app_pages/submit.py").run()
    app.selectbox(key="quarter").set_value(LAST).run()
    app.file_uploader[0].upload(*upload).run()
    pressed = [button for button in app.button if "foreseen" in str(button.key) or "withheld" in button.label]
    for button in pressed:
        button.click().run()

    assert not app.exception
    assert pseudo.all_unmarked(app, (*SAME_HERE, "Quand|Quoi|Combien|Débuts|many|plain text|receipt")) == []


def test_fault_is_said_in_every_language(settings: Settings) -> None:
    app = _visit(settings, MANAGER).switch_page("app_pages/people.py").run()
    app.text_input(key="invite_email").input("nobody")
    next(button for button in app.button if "Save and make" in button.label).click().run()

    assert any("no e-mail address" in subheader.value for subheader in app.subheader)
    assert pseudo.all_unmarked(app, (*SAME_HERE, "nobody")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_open_in_every_language(settings: Settings, language: str) -> None:
    app = _visit(settings, MANAGER)
    for name in page_names(MANAGER):
        app.query_params["lang"] = language
        app.switch_page(f"app_pages/{name}.py").run()
        assert not app.exception, name
