from __future__ import annotations

from dashboard.crawl.report import CELL, MOST_PLACES, CrawlReport, Place, Tally, in_order


def report_of(*places: Place) -> CrawlReport:
    return CrawlReport(
        release=3,
        pages=("", "explore"),
        selections=2,
        messages=10,
        files=4,
        answers=5,
        numbers={CELL: 7},
        unexplained=places,
        is_same_catalogue=True,
        seconds=1.5,
    )


def test_report_without_places_is_clean() -> None:
    report = report_of()

    assert report.is_clean
    assert report.as_json()["is_clean"] is True
    assert report.numbers_checked == 7
    assert "Every number that is served is published" in report.lines()[-1]


def test_report_with_many_places_lists_some_and_counts_the_rest() -> None:
    places = [Place("/compare", f"element {i}") for i in range(MOST_PLACES + 2)]

    report = report_of(*places)

    assert not report.is_clean
    assert report.lines()[-1] == "  and 2 more (--json lists all)"
    listed = report.as_json()["unexplained"]
    assert isinstance(listed, list)
    assert len(listed) == len(places)


def test_place_found_twice_is_listed_once() -> None:
    tally = Tally()
    tally.report("/", "caption")
    tally.report("/", "caption")

    assert in_order(tally.places) == (Place("/", "caption"),)
