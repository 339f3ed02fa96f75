"""What the pages of places, activities, process and data quality have in common to say."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.texts import Text, text

ALL = text("All")
NOTHING = text("–")
BETWEEN = text("{lower} to {upper}")
OR_MORE = text("{lower} or more")
ANY_NUMBER = text("any number")
ANY_SHARE = text("any share")
PROVISIONAL = text("{value} (provisional)")
INDICATOR_NAME = text("{indicator} ({unit})")
QUARTERS = text("{first} to {last}")

INDICATOR = text("Indicator")
ACTIVITY = text("Activity")
TYPE = text("Type")
QUARTERS_HEADING = text("Quarters")
PARTNERS = text("Partners")
PERIOD = text("Period")
VALUE = text("Value")
TARGET = text("Target")
LINKS_NOTE = text(
    "Each indicator is a link to the page Explore, with the same choice. It opens in a tab of its own."
)

PERMANENT_LINK = text("Permanent link to this page")
PERMANENT_LINK_NOTE = text("It opens the same page of the same release, also when there is a newer one.")
MORE_IN_EXPLORE = text("Open in Explore, with files to download")
NOT_DRAWN = text(
    "Not drawn, because no quarter has a value or a range: {indicators}. This does not mean that nothing took place."
)
TABLE_OF_FIGURE = text("Table of the same cells")

ROLES: Mapping[str, Text] = {
    "city": text("City"),
    "region": text("Region"),
    "expert_ngo": text("Expert organisation"),
    "coordinator": text("Coordinating organisation"),
    "associated": text("Associated partner"),
}
STATUS: Mapping[str, Text] = {
    "documented": text("Documented"),
    "placeholder": text("Placeholder"),
}
