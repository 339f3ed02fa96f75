from __future__ import annotations

import pytest

from pipelines.recognise.periods import read_period

SECOND_OF_2018 = (
    "2018-Q2",
    "Q2 2018",
    "Q2/2018",
    "2018Q2",
    "2018 q2",
    "2018 T2",
    "T2 2018",
    "2T 2018",
    "2T2018",
    "2018-T2",
    "T2-2018",
    "2e kwartaal 2018",
    "2de kwartaal 2018",
    "tweede kwartaal 2018",
    "tweede kwartaal van 2018",
    "Kwartaal 2 2018",
    "2. Quartal 2018",
    "Quartal 2/2018",
    "II. Quartal 2018",
    "zweites Quartal 2018",
    "2. Vierteljahr 2018",
    "segundo trimestre de 2018",
    "2º trimestre 2018",
    "2.º trimestre de 2018",
    "2o trimestre 2018",
    "Trimestre 2 de 2018",
    "segon trimestre de 2018",
    "2n trimestre 2018",
    "2n trimestre del 2018",
    "2e trimestre 2018",
    "2ème trimestre 2018",
    "deuxième trimestre 2018",
    "deuxième trimestre de l'année 2018",
    "T2 de 2018",
    "kvartal 2 2018",
    "kv2 2018",
    "kv 2 2018",
    "andra kvartalet 2018",
    "andra kvartal 2018",
    "2:a kvartalet 2018",
    "Kvartal 2, 2018",
    "II/2018",
    "2018/II",
    "II 2018",
    "2018-II",
    "II trimestre 2018",
    "April-June 2018",
    "April to June 2018",
    "Apr-Jun 2018",
    "April, May, June 2018",
    "avril à juin 2018",
    "avril-juin 2018",
    "d'avril à juin 2018",
    "abril a junio de 2018",
    "abril-junio 2018",
    "de abril a junio de 2018",
    "d'abril a juny de 2018",
    "abril-juny 2018",
    "april tot juni 2018",
    "april t/m juni 2018",
    "van april tot en met juni 2018",
    "April bis Juni 2018",
    "April–Juni 2018",
    "april–juni 2018",
    "april till juni 2018",
    "2nd quarter 2018",
    "second quarter of 2018",
    "Second Quarter, 2018",
    "Quarter 2 of 2018",
    "2018, quarter 2",
    "2018-06-30",
    "30.06.2018",
    "30/06/2018",
    "2018-06-30T00:00:00",
    "06/30/2018",
    "Q2‑2018",
    "2018 – Q2",
    "２０１８-Q2",
    "QUARTER 2 2018",
    "qtr 2 2018",
    "2ème trim. 2018",
)
REFUSED = (
    "2018-1",
    "KW 1 2018",
    "kw2 2018",
    "Q1 18",
    "1/2018",
    "2018",
    "Q2",
    "18-Q2",
    "H1 2018",
    "S1 2018",
    "Q5 2018",
    "Q0 2018",
    "2018/19 Q1",
    "June 2018",
    "April 2018",
    "2018-04",
    "2018-05-15",
    "2018-04-01",
    "04/06/2018",
    "2018-06-29",
    "April-May 2018",
    "March-June 2018",
    "Q1-Q2 2018",
    "Q1 Q2 2018",
    "V/2018",
    "IIII/2018",
    "i/2018",
    "2 2018",
    "second 2018",
    "2018.2",
    "semester 2 2018",
    "week 2 2018",
    "Q2 2018 2019",
    "2018 2018",
    "tomorrow",
    "",
    "2018-Q2x",
    "Q22018",
    "spring 2018",
    "vierde 2018",
    "T1 ou T2 2018",
)


@pytest.mark.parametrize("text", SECOND_OF_2018)
def test_period_spelling_is_the_second_quarter_of_2018(text: str) -> None:
    period = read_period(text)
    assert period is not None
    assert period.quarter == "2018-Q2"


@pytest.mark.parametrize("text", REFUSED)
def test_period_that_may_be_something_else_is_refused(text: str) -> None:
    assert read_period(text) is None


@pytest.mark.parametrize(("number", "roman"), [(1, "I"), (2, "II"), (3, "III"), (4, "IV")])
def test_period_roman_number_is_its_own_quarter(number: int, roman: str) -> None:
    for text in (f"{roman}/2018", f"2018-{roman}", f"trimestre {roman} de 2018"):
        period = read_period(text)
        assert period is not None
        assert period.quarter == f"2018-Q{number}"


@pytest.mark.parametrize("text", ["2018-06-30", "30.06.2018"])
def test_period_date_says_that_it_is_one(text: str) -> None:
    period = read_period(text)
    assert period is not None
    assert period.is_date


def test_period_very_long_text_is_none() -> None:
    assert read_period("mars " * 5_000 + "2018") is None
