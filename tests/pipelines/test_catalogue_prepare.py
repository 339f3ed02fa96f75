from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipelines.catalogue import load_catalogue
from pipelines.model import Catalogue

ROOT = Path(__file__).parents[2]
CODES = [
    *(f"OP{n:02d}" for n in range(1, 13)),
    *(f"LA{n:02d}" for n in range(1, 10)),
    *(f"PA{n:02d}" for n in range(1, 10)),
    *(f"OU{n:02d}" for n in range(1, 8)),
    "IM01",
    "IM02",
    "CP01",
]
CYCLE_CODES = ["RC01", "RC02"]
"""Of the reporting cycle, not of the project: no partner reports them."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "data" / "catalogue")


def test_indicators_are_the_forty_of_the_list_and_two_of_the_cycle(catalogue: Catalogue) -> None:
    assert len(CODES) == 40
    assert list(catalogue.indicators) == [*CODES, *CYCLE_CODES]


def test_indicators_of_the_cycle_are_of_what_the_program_counts_and_only_they(catalogue: Catalogue) -> None:
    made = {m.id for m in catalogue.measures.values() if m.of_cycle is not None}
    assert {catalogue.measures[m].of_cycle for m in made} == {"due", "received", "on_time"}
    for indicator in catalogue.indicators.values():
        parts = {*indicator.numerator, *indicator.denominator}
        assert (parts <= made, bool(parts & made)) == ((indicator.id in CYCLE_CODES,) * 2)
    assert not any(m.of_cycle for p in catalogue.partners.values() for m in catalogue.asked_of(p))


def test_indicators_use_every_measure(catalogue: Catalogue) -> None:
    used = {m for i in catalogue.indicators.values() for m in (*i.numerator, *i.denominator)}
    assert used == set(catalogue.measures)


def test_indicators_use_every_breakdown_of_their_measure(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators.values():
        if indicator.kind == "measure":
            assert set(indicator.breakdowns) == set(catalogue.measures[indicator.numerator[0]].breakdowns)


def test_indicators_of_a_measure_have_its_unit_and_ratios_have_percent(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators.values():
        if indicator.kind == "measure":
            assert indicator.unit == catalogue.measures[indicator.numerator[0]].unit
        else:
            assert indicator.unit.startswith("%") == (indicator.scale == 100)


def test_indicators_of_reversed_direction_are_the_harmful_ones(catalogue: Catalogue) -> None:
    down = [i.id for i in catalogue.indicators.values() if i.direction == "down"]
    assert down == ["PA05", "OU07", "IM01", "IM02"]


def test_indicators_of_follow_up_wait_for_it(catalogue: Catalogue) -> None:
    lags = {i.id: i.first_period_lag for i in catalogue.indicators.values() if i.first_period_lag}
    assert lags == {"OU02": 2, "OU03": 1, "OU06": 2, "IM01": 1, "IM02": 4}


def test_objectives_and_steps_all_have_an_indicator(catalogue: Catalogue) -> None:
    indicators = catalogue.indicators.values()
    assert {o for i in indicators for o in i.objectives} == set(catalogue.project.objectives)
    assert {i.process_step for i in indicators} == {*catalogue.project.process_steps, None}


def test_partners_come_from_six_countries(catalogue: Catalogue) -> None:
    assert {p.country for p in catalogue.partners.values()} == {"BE", "DE", "ES", "FR", "NL", "SE"}
    assert set(catalogue.project.country_labels) == {"BE", "DE", "ES", "FR", "NL", "SE"}


def test_partners_of_both_published_lists_are_there(catalogue: Catalogue) -> None:
    roles = [p.role for p in catalogue.partners.values()]
    assert roles.count("city") + roles.count("region") == 8
    assert roles.count("expert_ngo") == 5
    assert (roles.count("coordinator"), roles.count("associated")) == (1, 1)


def test_partners_with_a_place_report_and_so_does_the_coordinator(catalogue: Catalogue) -> None:
    for partner in catalogue.partners.values():
        assert partner.reports == (partner.place_id is not None or partner.role == "coordinator")
    places = {p.id: p.place_id for p in catalogue.partners.values() if p.place_id is not None}
    assert places == {
        "malaga": "ES_29067",
        "catalonia": "ES51",
        "rotterdam": "NL_GM0599",
        "the-hague": "NL_GM0518",
        "bagnolet": "FR_93006",
        "rennes": "FR_35238",
        "vilvoorde": "BE_23088",
        "avignon": "FR_84007",
    }


def test_partners_expected_change_when_avignon_joins(catalogue: Catalogue) -> None:
    assert "avignon" not in [p.id for p in catalogue.expected_partners("2018-Q3")]
    assert "avignon" in [p.id for p in catalogue.expected_partners("2018-Q4")]


def test_project_years_cover_each_quarter_once(catalogue: Catalogue) -> None:
    quarters = [quarter for year in catalogue.project.years for quarter in year.quarters]
    assert tuple(quarters) == catalogue.project.quarters
    assert len(quarters) == 9


def test_activities_are_nine_and_two_are_documented(catalogue: Catalogue) -> None:
    activities = list(catalogue.activities.values())
    assert len(activities) == 9
    assert [a.id for a in activities if a.status == "documented"] == ["catalonia-vpn", "avignon-face"]


def test_activities_not_documented_say_nothing_but_that(catalogue: Catalogue) -> None:
    for activity in catalogue.activities.values():
        if activity.status == "placeholder":
            assert activity.label.startswith("Placeholder: ")
            assert activity.description == "Placeholder: to be described by the partner."
            assert activity.type == "OTHER"


def test_activities_every_local_partner_has_one(catalogue: Catalogue) -> None:
    last = catalogue.project.last_quarter
    for partner in catalogue.partners.values():
        if partner.place_id is not None:
            assert catalogue.activities_of(partner, last)


def test_measures_that_add_up_over_a_breakdown_have_its_unknown(catalogue: Catalogue) -> None:
    for measure in catalogue.measures.values():
        for breakdown in set(measure.sums_over) & set(catalogue.breakdowns):
            assert "_U" in [category.id for category in catalogue.breakdowns[breakdown].categories]


def test_measures_counting_persons_once_a_quarter_do_not_add_up_over_quarters(catalogue: Catalogue) -> None:
    for measure_id in ("elected_officials", "relatives_supported"):
        assert catalogue.measures[measure_id].sums_over == ("place",)


def test_measures_about_people_are_protected(catalogue: Catalogue) -> None:
    open_measures = {m.id for m in catalogue.measures.values() if not (m.person_level or m.of_cycle)}
    outputs = {
        m
        for i in catalogue.indicators.values()
        if i.id[:2] in {"OP", "LA"}
        for m in (*i.numerator, *i.denominator)
    }
    assert open_measures <= outputs
    protected = {"contact_hours", "professionals_trained", "case_conferences", "elected_officials"}
    assert outputs - open_measures == protected


def test_measures_fit_a_spreadsheet(catalogue: Catalogue) -> None:
    for measure in catalogue.measures.values():
        columns = 1 + sum(len(catalogue.breakdowns[b].categories) for b in measure.breakdowns)
        assert columns <= 25


def test_ratios_of_a_part_to_its_whole_declare_the_limit(catalogue: Catalogue) -> None:
    limits = {(limit.part, limit.whole) for limit in catalogue.limits}
    not_parts = {"OP02", "PA06", "PA07", "OU07"}
    for indicator in catalogue.indicators.values():
        if indicator.kind == "ratio" and indicator.id not in not_parts:
            assert (indicator.numerator[0], indicator.denominator[0]) in limits


def test_identity_caseload_follows_from_starts_and_exits(catalogue: Catalogue) -> None:
    (identity,) = catalogue.identities
    assert identity.measure == "caseload"
    assert [(t.measure, t.sign, t.lag) for t in identity.terms] == [
        ("caseload", 1, 1),
        ("starts", 1, 0),
        ("completions", -1, 0),
        ("drop_outs", -1, 0),
    ]


def test_targets_are_the_documented_ones(catalogue: Catalogue) -> None:
    assert [(t.indicator, t.value) for t in catalogue.targets] == [("OP01", 7), ("OP09", 9), ("LA01", 9)]


def test_policy_every_value_awaits_confirmation(catalogue: Catalogue) -> None:
    for reason in catalogue.policy.reasons.values():
        assert "to be confirmed by the data protection lead" in reason


def test_headline_indicators_are_few(catalogue: Catalogue) -> None:
    assert 5 <= sum(i.headline for i in catalogue.indicators.values()) <= 8


def literals(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    documentation = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    return [str(n.value) for n in texts if id(n) not in documentation]


def test_code_names_no_entry_of_the_catalogue(catalogue: Catalogue) -> None:
    names = {catalogue.project.title, *catalogue.indicators}
    for partner in catalogue.partners.values():
        if partner.place_id is not None:
            names |= {partner.place_id, partner.label}
    modules = [path for package in ("pipelines", "dashboard") for path in (ROOT / package).rglob("*.py")]
    assert modules
    hard_coded = [
        (path.name, name) for path in modules for text in literals(path) for name in names if name in text
    ]
    assert hard_coded == []


def test_milestones_name_a_public_page_and_say_when_their_date_is_inferred(catalogue: Catalogue) -> None:
    milestones = catalogue.project.milestones
    assert all("https://" in milestone.source for milestone in milestones)
    inferred = [m for m in milestones if m.status == "inferred"]
    assert [m.id for m in inferred] == ["local-activities-begin"]
    assert all(m.source.startswith("Inferred") for m in inferred)


def test_milestones_are_of_the_quarter_in_which_they_began(catalogue: Catalogue) -> None:
    quarters = {milestone.id: milestone.quarter for milestone in catalogue.project.milestones}
    assert quarters["kick-off"] == "2017-Q4"
    assert quarters["malmo"] == "2018-Q1"
    assert quarters["local-activities-begin"] == "2018-Q2"
    assert quarters["final-event"] == "2019-Q4"


def test_participation_path_goes_from_referrals_to_the_ways_of_leaving(catalogue: Catalogue) -> None:
    labels = [catalogue.indicators[i].label for i in catalogue.project.participation_path]
    assert labels == ["Referrals", "Starts", "Completions", "Drop-outs"]
