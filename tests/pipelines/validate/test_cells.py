from __future__ import annotations

import polars as pl
import pytest

from pipelines.validate.cells import count, decimal_sign, problem


def understood(text: str, sign: str | None = None) -> tuple[int | None, str | None]:
    frame = pl.DataFrame(
        {"text": [text], "is_open": [True], "is_fraction": [False], "is_for_marks": [False], "mark": [None]},
        schema_overrides={"mark": pl.String},
    )
    row = frame.with_columns(value=count(sign)).with_columns(problem=problem(sign)).row(0, named=True)
    return row["value"], row["problem"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("12", 12),
        ("+12", 12),
        ("007", 7),
        ("12.0", 12),
        ("12,00", 12),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("1'234", 1234),
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1.234,00", 1234),
        ("1,234.0", 1234),
        ("1 234,00", 1234),
        ("12.345.678,00", 12_345_678),
        ("999999999999999", 999_999_999_999_999),
    ],
)
def test_count_unmistakable_number_is_read(text: str, value: int) -> None:
    assert understood(text) == (value, None)


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("1.234", "values_ambiguous_number"),
        ("1,234", "values_ambiguous_number"),
        ("12.000", "values_ambiguous_number"),
        ("2.5", "values_not_whole"),
        ("1.234,5", "values_not_whole"),
        ("1,234.50", "values_not_whole"),
        ("1 234,5", "values_not_whole"),
        ("2,5", "values_not_whole"),
        (".5", "values_not_whole"),
        ("0.125", "values_not_whole"),
        ("0.3333333333333333", "values_not_whole"),
        ("1e-05", "values_not_whole"),
        ("-1", "values_negative"),
        ("−4", "values_negative"),
        ("-2.5", "values_negative"),
        ("5%", "values_percentage"),
        ("12.5 %", "values_percentage"),
        ("#REF!", "values_formula_error"),
        ("#N/A", "values_formula_error"),
        ("Err:502", "values_formula_error"),
        ("=A1", "values_formula_without_result"),
        ("2021-05-03", "values_date"),
        ("3.5.2021", "values_date"),
        ("-", "values_not_a_number"),
        (".", "values_not_a_number"),
        ("n/a", "values_not_a_number"),
        ("5 people", "values_not_a_number"),
        ("1 2", "values_not_a_number"),
        ("12 34", "values_not_a_number"),
        ("1.2.3", "values_not_a_number"),
        ("٣", "values_not_a_number"),
        ("TRUE", "values_not_a_number"),
        ("nan", "values_not_a_number"),
        ("1234567890123456", "values_not_a_number"),
    ],
)
def test_count_anything_else_is_refused_by_its_check(text: str, check: str) -> None:
    assert understood(text) == (None, check)


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (["12", "7"], None),
        (["1.234", "1,234"], None),
        (["2,5"], ","),
        (["12,00", "3"], ","),
        (["1.234,00"], ","),
        (["1.234.567"], ","),
        (["0,125"], ","),
        (["12,5 %"], ","),
        (["2.5"], "."),
        (["1,234.00"], "."),
        (["1,234,567"], "."),
        (["-2.75"], "."),
        (["2.5", "2,5"], None),
        (["1.234.567", "1,234,567"], None),
        (["3.5.2021", "1 234", "x"], None),
    ],
)
def test_decimal_sign_is_known_when_all_numbers_that_show_it_agree(
    texts: list[str], sign: str | None
) -> None:
    assert decimal_sign(pl.DataFrame({"text": texts})) == sign


@pytest.mark.parametrize(
    ("text", "sign", "value", "check"),
    [
        ("1.234", ",", 1234, None),
        ("1,234", ".", 1234, None),
        ("1,234", ",", None, "values_not_whole"),
        ("1.234", ".", None, "values_not_whole"),
        ("1,000", ",", None, "values_ambiguous_number"),
        ("12.000", ".", None, "values_ambiguous_number"),
        ("0.125", ",", None, "values_not_whole"),
    ],
)
def test_count_lone_group_of_three_follows_the_sign_of_the_file(
    text: str, sign: str, value: int | None, check: str | None
) -> None:
    assert understood(text, sign) == (value, check)
