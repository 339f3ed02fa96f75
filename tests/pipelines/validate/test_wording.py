from __future__ import annotations

from pipelines.validate.wording import named, sentence


def test_named_up_to_five_items_are_all_named() -> None:
    assert named(["F7"]) == "F7"
    assert named(["F7", "F8"]) == "F7 and F8"
    assert named(["F7", "F8", "F9", "G7", "G8"]) == "F7, F8, F9, G7 and G8"


def test_named_more_than_five_items_are_counted() -> None:
    assert named([f"F{row}" for row in range(1, 18)]) == "F1, F2, F3, F4, F5 and 12 more"


def test_sentence_is_singular_for_one_item_and_plural_for_several() -> None:
    assert sentence(["F7"], "Cell {} holds", "Cells {} hold") == "Cell F7 holds"
    assert sentence(["F7", "F8"], "Cell {} holds", "Cells {} hold") == "Cells F7 and F8 hold"


def test_sentence_items_may_hold_braces() -> None:
    assert sentence(["'a {b}'"], "The row {}.", "") == "The row 'a {b}'."
