from __future__ import annotations

from dataclasses import replace

from dashboard.charts import overview
from dashboard.model import CellStatus, ReportStatus
from dashboard.queries import ReleaseReader, headlines, report_status
from pipelines.languages import Speaker

ENGLISH = Speaker("en")


def test_report_matrix_missing_report_has_a_mark_of_its_own(reader: ReleaseReader) -> None:
    figure = overview.report_matrix(report_status(reader), reader.provenance)

    reported, missing = figure["data"]
    assert len(reported["x"]) == 11
    assert missing["hovertext"] == ["Rotterdam, 2018-Q2: Not reported"]
    assert reported["marker"]["symbol"] != missing["marker"]["symbol"]


def test_report_matrix_without_reports_is_still_a_figure(reader: ReleaseReader) -> None:
    empty = ReportStatus(report_status(reader).frame.clear())

    assert overview.report_matrix(empty, reader.provenance)["data"] == []


def test_report_alt_text_names_what_is_missing(reader: ReleaseReader) -> None:
    reports = report_status(reader)

    assert overview.report_alt_text(reports, ENGLISH) == (
        "Reports expected for 4 quarters from 3 partners. Missing: Rotterdam 2018-Q2."
    )
    complete = ReportStatus(reports.frame.filter(state="reported"))
    assert overview.report_alt_text(complete, ENGLISH).endswith("Every expected report has been received.")


def test_headline_progress_withheld_value_has_no_bar(reader: ReleaseReader) -> None:
    starts = replace(
        headlines(reader)[0],
        status=CellStatus.WITHHELD,
        value=None,
        lower=0.0,
        upper=700.0,
        progress_pct=None,
        is_reached=None,
    )
    figure = overview.headline_progress([starts], reader.provenance)

    assert figure["data"] == []
    assert "withheld: 0 to 700; target 600 persons" in figure["layout"]["annotations"][0]["text"]


def test_headline_progress_provisional_value_is_hollow(reader: ReleaseReader) -> None:
    starts = replace(headlines(reader)[0], status=CellStatus.PROVISIONAL)
    figure = overview.headline_progress([starts], reader.provenance)

    assert figure["data"][0]["marker"]["color"] == "rgba(0,0,0,0)"


def test_headline_text_says_value_and_target(reader: ReleaseReader) -> None:
    assert [overview.headline_text(h, ENGLISH) for h in headlines(reader)] == [
        "1,008 of 600 persons (168 %)",
        "348 of 100 persons (348 %)",
        "672 persons; at most 900 was the aim",
        "53.3 %; no target",
    ]


def test_headline_text_without_a_cell_says_so(reader: ReleaseReader) -> None:
    nothing = replace(headlines(reader)[3], status=None, value=None)

    assert overview.headline_text(nothing, ENGLISH) == "not counted for the whole project; no target"


def test_headline_alt_text_names_every_indicator(reader: ReleaseReader) -> None:
    text = overview.headline_alt_text(headlines(reader), ENGLISH)

    assert text.startswith("Starts, Whole project period: 1,008 of 600 persons (168 %).")
    assert "Completion rate" in text
