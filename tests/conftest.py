from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import programs

IN_CI = os.environ.get("CI", "").lower() == "true"


def _fail_when_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} did not run, and with CI=true that is a failure: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_when_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_when_skipped(report)
    return report


def _required(path: Path | None, package: str) -> Path:
    if path is None:
        pytest.fail(
            f"{package} is missing: `./run test` obtains it, or apt-get install -y {package}", pytrace=False
        )
    return path


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The Chromium to drive with Playwright (`executable_path`)."""
    return _required(programs.chromium_path(), "chromium")


@pytest.fixture(scope="session")
def soffice() -> Path:
    """The LibreOffice to call with --headless; give every call its own -env:UserInstallation."""
    return _required(programs.soffice_path(), "libreoffice-calc-nogui libreoffice-writer-nogui")
