"""What the accessibility statement says, and the faults of Streamlit's own that the tests know of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.texts import Text, text

REVIEWED_ON = date(2026, 11, 23)
"""When the statement was last compared with what the tests find."""

INTRO = text(
    "Everybody should be able to read the results. This statement says how far the pages of this dashboard "
    "are accessible, what is known not to be, and whom to tell."
)
STATUS_HEADING = text("How accessible it is")
STATUS = text(
    "The dashboard is made to the Web Content Accessibility Guidelines (WCAG) 2.1, level AA. It conforms to them in "
    "part: the points below are known not to conform, or have not been tested."
)
MEANS_HEADING = text("What helps you")
MEANS: tuple[Text, ...] = (
    text("Every figure has a description in words and a table of the same cells beside it."),
    text("Colour is never the only sign: marks, textures and words say the same."),
    text("All pages can be used with the keyboard alone; the first stop leads past the menu to the content."),
    text(
        "Pages can be enlarged to 200 % and read on a narrow screen. The light or dark theme follows your device, "
        "and movement is left out when your device asks for that."
    ),
    text("Pages can be printed: without menu and buttons, dark on white."),
)
FAULTS_HEADING = text("What is known not to conform")
FAULTS_INTRO = text(
    "The pages are made with Streamlit, a library of other authors. These faults are its own; they cannot be mended "
    "here:"
)
NOT_REPORTED = text("not reported to its authors as far as we know")
REPORTED_AS = text("reported to its authors as number {number}")
UNTESTED_HEADING = text("What was not tested")
UNTESTED: tuple[Text, ...] = (
    text("The pages were not tested with screen readers, nor by people who use assistive technology."),
    text("Only one browser, Chromium, was tested."),
)
TESTED_HEADING = text("How it was tested")
TESTED = text(
    "Every change of the program is tested: the rules of axe-core on every page, in the light and the dark theme, on a "
    "wide and a narrow screen; the order of the keyboard; enlargement; contrast; printing."
)
REVIEWED = text("This statement was last reviewed on {date}.")
CONTACT_HEADING = text("Tell us")
CONTACT = text(
    "Did you meet something that you cannot read or use, or do you need something in another form? Write to the "
    "project manager who gave you access."
)
CONTACT_OF_OPERATOR = text(
    "Did you meet something that you cannot read or use, or do you need something in another form? Write to: {contact}"
)
ENFORCEMENT = text(
    "If the answer does not help you, you can turn to the body that watches over web accessibility in the country of "
    "the organisation that runs this dashboard."
)
ENFORCEMENT_OF_OPERATOR = text("If the answer does not help you, you can turn to: {body}")


@dataclass(frozen=True)
class Fault:
    """A fault in what Streamlit makes, which no page of ours can mend."""

    rule: str
    """The rule of axe-core that it breaks; blank where the rules do not see it."""
    where: str
    """A pattern of the path and the HTML of the elements that have it."""
    what: Text
    issue: int | None = None
    """Its number among Streamlit's issues; null when it was not reported there as far as we know."""


FAULTS: tuple[Fault, ...] = (
    Fault(
        "color-contrast",
        r"<inactive>",
        text("The label of a choice that cannot be changed at the moment is paler than other text."),
    ),
    Fault(
        "presentation-role-conflict",
        r"stFileUploaderDropzone",
        text(
            "The area where a file can be dropped is described to screen readers in two ways that contradict each "
            "other. The button inside it does the same."
        ),
    ),
    Fault(
        "",
        "",
        text(
            "Some words of its own controls are English in every language, for instance those that ask for a file."
        ),
        13500,
    ),
)
