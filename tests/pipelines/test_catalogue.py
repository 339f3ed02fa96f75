from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.catalogue import FILE_NAMES, load_catalogue
from pipelines.errors import CatalogueError

TINY = Path(__file__).parents[1] / "catalogues" / "tiny"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "catalogue"))


def edit(directory: Path, file: str, old: str, new: str) -> None:
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"the tiny catalogue has changed: {old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(directory: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(directory)
    return caught.value.message


def test_load_tiny_entries_keep_order_and_types() -> None:
    catalogue = load_catalogue(TINY)
    assert list(catalogue.partners) == ["ash", "birch", "cedar", "dogwood", "office", "experts"]
    assert list(catalogue.measures)[:3] == ["sessions", "starts", "leavers"]
    assert catalogue.project.quarters == ("2021-Q1", "2021-Q2", "2021-Q3")
    assert catalogue.partners["birch"].nuts_id is None
    assert catalogue.identities[0].terms[0].lag == 1
    assert catalogue.identities[0].terms[1].lag == 0
    assert catalogue.policy.reasons["threshold"].endswith("Decided by: nobody, invented for tests.")


def test_load_tiny_partner_reports_only_while_it_belongs() -> None:
    catalogue = load_catalogue(TINY)
    assert [p.id for p in catalogue.expected_partners("2021-Q1")] == ["ash", "birch", "cedar", "office"]
    assert "dogwood" in [p.id for p in catalogue.expected_partners("2021-Q2")]


def test_load_tiny_activity_runs_only_in_its_quarters() -> None:
    catalogue = load_catalogue(TINY)
    cedar = catalogue.partners["cedar"]
    assert [a.id for a in catalogue.activities_of(cedar, "2021-Q2")] == ["cedar-groups"]
    assert catalogue.activities_of(cedar, "2021-Q3") == ()


def test_load_no_targets_and_no_identities_is_accepted(directory: Path) -> None:
    (directory / "targets.toml").write_text("", encoding="utf-8")
    measures = (directory / "measures.toml").read_text(encoding="utf-8")
    (directory / "measures.toml").write_text(measures[: measures.index("[[identity]]")], encoding="utf-8")
    catalogue = load_catalogue(directory)
    assert (catalogue.targets, catalogue.identities, catalogue.limits) == ((), (), ())


REFUSALS = {
    # what an entry is made of
    "unknown_key": ("measures.toml", 'unit = "sessions"', 'units = "sessions"', ["'sessions'", "'units'"]),
    "unknown_key_of_file": ("partners.toml", "[[partner]]", "[[partners]]", ["'partners'", "use one of"]),
    "unknown_key_of_project": ("project.toml", "due_days", "due_day", ["'due_day'"]),
    "missing_key": ("measures.toml", 'unit = "sessions"\n', "", ["'sessions'", "'unit'", "missing"]),
    "text_for_number": ("project.toml", "due_days = 20", 'due_days = "20"', ["'due_days'", "whole number"]),
    "truth_for_number": ("project.toml", "due_days = 20", "due_days = true", ["'due_days'", "whole number"]),
    "number_for_truth": (
        "partners.toml",
        "reports = true",
        "reports = 1",
        ["'ash'", "'reports'", "true or false"],
    ),
    "number_for_text": (
        "partners.toml",
        'label = "Ashtown"',
        "label = 1",
        ["'ash'", "'label'", "must be text"],
    ),
    "text_for_list": ("partners.toml", 'aliases = ["Ashtoun"]', 'aliases = "Ashtoun"', ["'aliases'", "list"]),
    "list_for_table": (
        "activities.toml",
        '[types]\nGROUP = "Group work"\nSINGLE = "Individual work"',
        "types = []",
        ["'types'", "table"],
    ),
    "text_for_table": (
        "breakdowns.toml",
        '{ id = "F", label = "Women" }',
        '"F"',
        ["'sex'", "categories number 1"],
    ),
    "unknown_choice": ("measures.toml", '"flow"', '"flows"', ["'collect'", "'flow', 'stock'"]),
    "unknown_choice_of_numbers": ("indicators.toml", "level = 1", "level = 4", ["'T1'", "'level'"]),
    "empty_label": ("partners.toml", 'label = "Ashtown"', 'label = " "', ["'ash'", "'label'", "empty"]),
    "empty_source": ("indicators.toml", '"Invented for tests."', '""', ["'T1'", "'source'", "empty"]),
    "duplicate_id": ("partners.toml", 'id = "birch"', 'id = "ash"', ["'partner'", "'ash' twice"]),
    "duplicate_category": ("breakdowns.toml", 'id = "M"', 'id = "F"', ["'sex'", "'categories'", "'F' twice"]),
    "duplicate_mark": ("project.toml", 'code = "NP"', 'code = "NC"', ["'marks'", "'NC' twice"]),
    "duplicate_reference": (
        "activities.toml",
        '["ash", "birch"]',
        '["ash", "ash"]',
        ["'partners'", "'ash' twice"],
    ),
    "unsafe_id_slash": ("partners.toml", 'id = "ash"', 'id = "../ash"', ["'../ash'", "'id'"]),
    "unsafe_id_leading_dash": ("partners.toml", 'id = "ash"', 'id = "-ash"', ["'-ash'", "'id'"]),
    "unsafe_id_newline": ("partners.toml", 'id = "ash"', 'id = "ash\\n"', ["'id'", "A-Z"]),
    "unsafe_id_of_place": ("partners.toml", '"XA_001"', '"XA 001"', ["'ash'", "'place_id'"]),
    "unsafe_id_of_type": ("activities.toml", "GROUP =", '"GR OUP" =', ["'types'", "'GR OUP'"]),
    "mark_like_a_count": ("project.toml", 'code = "NC"', 'code = "5"', ["'code'", "begin with a letter"]),
    "mark_of_unknown_status": (
        "project.toml",
        'obs_status = "O"',
        'obs_status = "Z"',
        ["'NC'", "'obs_status'"],
    ),
    "total_as_category": ("breakdowns.toml", 'id = "F"', 'id = "_T"', ["'sex'", "totals"]),
    "total_as_activity": ("activities.toml", 'id = "ash-groups"', 'id = "_T"', ["'id'", "totals"]),
    "bad_quarter": (
        "activities.toml",
        '"2021-Q1"',
        '"2021Q1"',
        ["'ash-groups'", "'first_quarter'", "2018-Q1"],
    ),
    "bad_quarter_of_validity": ("partners.toml", '"2021-Q2"', '"spring"', ["'dogwood'", "'valid_from'"]),
    "negative_number": ("project.toml", "due_days = 20", "due_days = -1", ["'due_days'", "0 or more"]),
    "not_toml": ("targets.toml", "value = 60", "value =", ["targets.toml", "not valid TOML"]),
    # project, partners, activities
    "project_ends_before_it_begins": ("project.toml", '"2021-Q3"', '"2020-Q3"', ["'last_quarter'", "before"]),
    "year_outside_project": ("project.toml", '["2021-Q3"]', '["2021-Q4"]', ["years 'B'", "'2021-Q4'"]),
    "milestone_of_unknown_step": (
        "project.toml",
        'process_steps = ["S1"]',
        'process_steps = ["S9"]',
        ["milestones 'start'", "'process_steps'", "'S9'"],
    ),
    "milestone_outside_project": (
        "project.toml",
        'when = "2021-Q3"',
        'when = "2022-03"',
        ["milestones 'end'", "'when'", "'2022-Q1'"],
    ),
    "milestone_of_no_date": (
        "project.toml",
        '"2021-01-19/2021-01-20"',
        '"January"',
        ["milestones 'start'", "'when'"],
    ),
    "milestone_that_ends_before_it_begins": (
        "project.toml",
        '"2021-01-19/2021-01-20"',
        '"2021-01-20/2021-01-19"',
        ["milestones 'start'", "'when'"],
    ),
    "milestones_out_of_order": (
        "project.toml",
        '[[milestones]]\nid = "start"',
        '[[milestones]]\nid = "late"\nlabel = "Late"\nwhen = "2021-06"\nprocess_steps = []\nstatus = "documented"\n'
        'source = "Invented."\n\n[[milestones]]\nid = "start"',
        ["milestones 'start'", "'when'", "order of time"],
    ),
    "participation_path_of_unknown_indicator": (
        "project.toml",
        '["T2", "T4"]',
        '["T2", "T9"]',
        ["'participation_path'", "'T9'"],
    ),
    "participation_path_of_a_ratio": (
        "project.toml",
        '["T2", "T4"]',
        '["T2", "T5"]',
        ["'participation_path'", "'T5'", "ratio"],
    ),
    "quarter_in_two_years": ("project.toml", '["2021-Q3"]', '["2021-Q2"]', ["years 'B'", "in 'A' already"]),
    "partner_of_unknown_country": ("partners.toml", '"XA"', '"XC"', ["'ash'", "'country'", "'XC'"]),
    "partner_of_unknown_language": ("partners.toml", '"en"', '"xx"', ["'ash'", "'language'"]),
    "partner_with_nuts_of_no_version": (
        "partners.toml",
        'nuts_version = "2016"\n',
        "",
        ["'ash'", "'nuts_version'"],
    ),
    "partner_of_role_without_measures": ("partners.toml", '"city"', '"expert_ngo"', ["'ash'", "'role'"]),
    "partner_at_place_of_another": (
        "partners.toml",
        '"XA_002"',
        '"XA_001"',
        ["'birch'", "'place_id'", "'ash'"],
    ),
    "partner_at_place_of_project": ("partners.toml", '"XA_002"', '"PROJECT"', ["'birch'", "'place_id'"]),
    "partner_with_name_of_another": ("partners.toml", "Cèdre", "ashtown", ["'cedar'", "'aliases'", "'ash'"]),
    "partner_leaves_before_it_comes": (
        "partners.toml",
        'valid_from = "2021-Q2"',
        'valid_from = "2021-Q2"\nvalid_to = "2021-Q1"',
        ["'dogwood'", "'valid_to'"],
    ),
    "activity_of_unknown_partner": (
        "activities.toml",
        '["ash"]',
        '["oak"]',
        ["'ash-groups'", "'partners'", "'oak'"],
    ),
    "activity_of_no_partner": ("activities.toml", '["ash"]', "[]", ["'ash-groups'", "'partners'", "empty"]),
    "activity_of_unknown_type": (
        "activities.toml",
        'type = "GROUP"',
        'type = "X"',
        ["'ash-groups'", "'type'"],
    ),
    "activity_outside_project": (
        "activities.toml",
        '"2021-Q3"',
        '"2022-Q1"',
        ["'last_quarter'", "'2022-Q1'"],
    ),
    "activity_ends_before_it_begins": (
        "activities.toml",
        'first_quarter = "2021-Q2"\nlast_quarter = "2021-Q3"',
        'first_quarter = "2021-Q2"\nlast_quarter = "2021-Q1"',
        ["'dogwood-mentors'", "'last_quarter'"],
    ),
    # breakdowns, measures
    "breakdown_of_no_category": (
        "breakdowns.toml",
        "[[breakdown]]",
        '[[breakdown]]\nid = "none"\nlabel = "None"\ncategories = []\nsource = "Invented."\n\n[[breakdown]]',
        ["'none'", "'categories'"],
    ),
    "measure_of_unknown_breakdown": (
        "measures.toml",
        '["sex"]',
        '["age"]',
        ["'starts'", "'breakdowns'", "'age'"],
    ),
    "measure_of_unknown_role": (
        "measures.toml",
        '"city"',
        '"town"',
        ["'sessions'", "'reported_by'", "'town'"],
    ),
    "measure_of_no_role": ("measures.toml", '["city", "region"]', "[]", ["'sessions'", "'reported_by'"]),
    "measure_of_places_and_of_none": (
        "measures.toml",
        '["city", "region"]',
        '["city", "coordinator"]',
        ["'sessions'", "'reported_by'", "two measures"],
    ),
    "measure_summed_over_unknown": ("measures.toml", '"activity"]', '"city"]', ["'sums_over'", "'city'"]),
    "measure_summed_over_foreign_breakdown": (
        "measures.toml",
        '"activity", "sex"]',
        '"activity", "reason"]',
        ["'starts'", "'sums_over'", "'reason'"],
    ),
    "stock_summed_over_period": (
        "measures.toml",
        '["place", "activity", "sex"]',
        '["place", "period", "activity", "sex"]',
        ["'caseload'", "'sums_over'", "stock"],
    ),
    "measure_without_activities_summed_over_them": (
        "measures.toml",
        '["place", "period", "sex"]',
        '["place", "activity", "sex"]',
        ["'known'", "'sums_over'", "'activity'"],
    ),
    "identity_of_unknown_measure": (
        "measures.toml",
        'measure = "caseload"\n',
        'measure = "x"\n',
        ["'caseload-balance'", "'x'"],
    ),
    "identity_with_unknown_term": (
        "measures.toml",
        '{ measure = "starts"',
        '{ measure = "x"',
        ["'caseload-balance'", "'terms'"],
    ),
    "identity_with_itself": ("measures.toml", ", lag = 1", "", ["'caseload-balance'", "'terms'", "lag"]),
    "identity_with_double_sign": (
        "measures.toml",
        "sign = -1",
        "sign = -2",
        ["'caseload-balance'", "'sign'"],
    ),
    "identity_with_unprotected_term": (
        "measures.toml",
        '{ measure = "starts"',
        '{ measure = "sessions"',
        ["'caseload-balance'", "person_level"],
    ),
    "identity_of_no_term": (
        "measures.toml",
        "[[limit]]",
        '[[identity]]\nid = "none"\nmeasure = "known"\nterms = []\nsource = "Invented."\n\n[[limit]]',
        ["'none'", "'terms'", "empty"],
    ),
    "limit_of_unknown_part": (
        "measures.toml",
        'part = "housed"',
        'part = "x"',
        ["'housed-of-known'", "'part'"],
    ),
    "limit_of_unknown_whole": (
        "measures.toml",
        'whole = "known"',
        'whole = "x"',
        ["'housed-of-known'", "'whole'"],
    ),
    "limit_of_itself": (
        "measures.toml",
        'whole = "known"',
        'whole = "housed"',
        ["'housed-of-known'", "'whole'"],
    ),
    # indicators, targets
    "indicator_of_unknown_measure": (
        "indicators.toml",
        '["sessions"]',
        '["x"]',
        ["'T1'", "'numerator'", "'x'"],
    ),
    "indicator_over_unknown_measure": (
        "indicators.toml",
        '["known"]',
        '["x"]',
        ["'T5'", "'denominator'", "'x'"],
    ),
    "indicator_of_unknown_objective": (
        "indicators.toml",
        '["G1"]',
        '["G9"]',
        ["'T1'", "'objectives'", "'G9'"],
    ),
    "indicator_of_unknown_step": ("indicators.toml", '"S1"', '"S9"', ["'T1'", "'process_step'", "'S9'"]),
    "indicator_of_two_measures": (
        "indicators.toml",
        '["sessions"]',
        '["sessions", "starts"]',
        ["'T1'", "ratio"],
    ),
    "indicator_of_measure_with_scale": ("indicators.toml", "scale = 1", "scale = 100", ["'T1'", "'scale'"]),
    "indicator_of_foreign_breakdown": (
        "indicators.toml",
        '["sex"]',
        '["reason"]',
        ["'T2'", "'breakdowns'", "'starts'"],
    ),
    "ratio_without_numerator": ("indicators.toml", '["housed"]', "[]", ["'T5'", "'numerator'", "empty"]),
    "ratio_without_denominator": ("indicators.toml", '["known"]', "[]", ["'T5'", "'denominator'", "empty"]),
    "target_of_unknown_indicator": (
        "targets.toml",
        '"T1"',
        '"T9"',
        ["target number 1", "'indicator'", "'T9'"],
    ),
    "target_at_unknown_place": (
        "targets.toml",
        '"XA_001"',
        '"XA"',
        ["target number 2", "'place_id'", "'XA'"],
    ),
    "target_in_unknown_country": (
        "targets.toml",
        'place_level = "project"',
        'place_level = "country"',
        ["target number 1", "'place_id'", "'XA', 'XB'"],
    ),
    "target_in_unknown_period": ("targets.toml", '"A"', '"C"', ["target number 2", "'period'", "'C'"]),
    "target_in_unknown_quarter": (
        "targets.toml",
        'period_level = "year"',
        'period_level = "quarter"',
        ["target number 2", "'period'", "'2021-Q1'"],
    ),
    "target_of_stock_over_a_year": ("targets.toml", '"T2"', '"T3"', ["target number 2", "'period_level'"]),
    "target_twice": (
        "targets.toml",
        "[[target]]",
        '[[target]]\nindicator = "T1"\nplace_level = "project"\nplace_id = "PROJECT"\nperiod_level = "project"\n'
        'period = "PROJECT"\nvalue = 1\nsource = "Invented."\n\n[[target]]',
        ["target number 2", "already"],
    ),
    # disclosure policy
    "threshold_too_small": ("disclosure.toml", "value = 5", "value = 2", ["'threshold'", "3 or more"]),
    "threshold_of_measure_too_small": (
        "disclosure.toml",
        "value = {}",
        "value = { starts = 2 }",
        ["'measure_thresholds'", "3 or more"],
    ),
    "threshold_of_unprotected_measure": (
        "disclosure.toml",
        "value = {}",
        "value = { sessions = 10 }",
        ["'measure_thresholds'", "'sessions'"],
    ),
    "policy_without_reason": (
        "disclosure.toml",
        'reason = "Invented for tests."\n',
        "",
        ["decision 'threshold'", "'reason'"],
    ),
    "policy_value_alone": (
        "disclosure.toml",
        "[insider_values]\nvalue = 3",
        "insider = 1\n[x]\nvalue = 3",
        ["disclosure.toml", "'x'"],
    ),
    "policy_key_missing": (
        "disclosure.toml",
        '[insider_values]\nvalue = 3\nreason = "Invented for tests."\ndecided_by = "nobody, invented for tests"\n',
        "",
        ["'insider_values'", "missing"],
    ),
    "policy_of_unknown_breakdown": (
        "disclosure.toml",
        '["reason"]',
        '["age"]',
        ["'one_category_breakdowns'", "'age'"],
    ),
    "policy_of_one_insider_value": (
        "disclosure.toml",
        "[insider_values]\nvalue = 3",
        "[insider_values]\nvalue = 1",
        ["'insider_values'", "2 or more"],
    ),
    "policy_that_rounds_to_one": (
        "disclosure.toml",
        "[rounding_base]\nvalue = 5",
        "[rounding_base]\nvalue = 1",
        ["'rounding_base'", "2 or more"],
    ),
    "policy_that_rounds_too_finely_for_insiders": (
        "disclosure.toml",
        "[rounding_base]\nvalue = 5",
        "[rounding_base]\nvalue = 2",
        ["'rounding_base'", "insider_values"],
    ),
    "policy_of_unknown_profile": (
        "disclosure.toml",
        '"suppress"',
        '"blur"',
        ["'profile'", "'suppress', 'round'"],
    ),
    "policy_of_no_contributors": (
        "disclosure.toml",
        "[min_contributors]\nvalue = 3",
        "[min_contributors]\nvalue = 0",
        ["'min_contributors'", "1 or more"],
    ),
    "policy_of_unknown_level": (
        "disclosure.toml",
        '"local/quarter"',
        '"city/quarter"',
        ["'keep_order'", "'city/quarter'"],
    ),
    "policy_without_a_level": (
        "disclosure.toml",
        '    "local/quarter",\n',
        "",
        ["'keep_order'", "'local/quarter'"],
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "words"), REFUSALS.values(), ids=REFUSALS.keys())
def test_load_one_fault_is_refused_with_file_entry_and_key(
    directory: Path, file: str, old: str, new: str, words: list[str]
) -> None:
    edit(directory, file, old, new)
    message = refusal(directory)
    assert message.startswith(file)
    for word in words:
        assert word in message


@pytest.mark.parametrize("name", FILE_NAMES)
def test_load_missing_file_is_named(directory: Path, name: str) -> None:
    (directory / name).unlink()
    assert refusal(directory).startswith(f"{name}: cannot be read")


def test_load_misspelt_file_is_named(directory: Path) -> None:
    (directory / "target.toml").write_text("", encoding="utf-8")
    assert refusal(directory).startswith("target.toml: is not a catalogue file")


def test_load_other_encoding_is_refused(directory: Path) -> None:
    path = directory / "partners.toml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert refusal(directory) == "partners.toml: is not UTF-8 text; save it as UTF-8"


def test_load_no_directory_is_refused(tmp_path: Path) -> None:
    assert "is not a directory" in refusal(tmp_path / "nowhere")


def test_hash_policy_edit_changes_only_the_policy_hash(directory: Path) -> None:
    before = load_catalogue(directory)
    edit(directory, "disclosure.toml", "value = 5", "value = 6")
    after = load_catalogue(directory)
    assert after.sha256 == before.sha256
    assert after.policy_sha256 != before.policy_sha256


@pytest.mark.parametrize("name", [name for name in FILE_NAMES if name != "disclosure.toml"])
def test_hash_edit_of_any_other_file_changes_only_the_catalogue_hash(directory: Path, name: str) -> None:
    before = load_catalogue(directory)
    with (directory / name).open("a", encoding="utf-8") as file:
        file.write("\n# a comment\n")
    after = load_catalogue(directory)
    assert after.sha256 != before.sha256
    assert after.policy_sha256 == before.policy_sha256


def test_hash_same_bytes_elsewhere_is_the_same(directory: Path) -> None:
    assert load_catalogue(directory).sha256 == load_catalogue(TINY).sha256


WORDS = """
[[word]]
of = "measure.starts"
spellings = { en = ["New starts", "Enrolled"] }

[[word]]
of = "breakdown.sex.F"
spellings = { en = ["Females"] }
"""


def test_load_vocabulary_is_optional_and_changes_no_hash(directory: Path) -> None:
    before = load_catalogue(directory)
    (directory / "vocabulary.toml").write_text(WORDS, encoding="utf-8")
    after = load_catalogue(directory)
    assert before.vocabulary == {}
    assert after.vocabulary == {
        "measure.starts": ("New starts", "Enrolled"),
        "breakdown.sex.F": ("Females",),
    }
    assert after.sha256 == before.sha256


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("measure.starts", "measure.begins", ["vocabulary.toml", "'measure.begins'", "'of'"]),
        ("breakdown.sex.F", "breakdown.sex.X", ["'breakdown.sex.X'"]),
        ('en = ["Females"]', 'fr = ["Femmes"]', ["'fr'", "language"]),
        ("[[word]]", "[[words]]", ["'words'"]),
        ('["Females"]', '"Females"', ["'spellings'", "list"]),
    ],
    ids=["thing", "category", "language", "key", "type"],
)
def test_load_vocabulary_fault_is_refused(directory: Path, old: str, new: str, words: list[str]) -> None:
    (directory / "vocabulary.toml").write_text(WORDS.replace(old, new), encoding="utf-8")
    message = refusal(directory)
    assert not [word for word in words if word not in message]
