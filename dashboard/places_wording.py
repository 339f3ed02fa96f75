"""What the page Places says."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.texts import Text, text

INTRO = text(
    "One city, region or country beside the others of its kind, or the project as a whole. Everything is made from "
    "published figures: where one is withheld, what is derived from it is a range."
)
KIND = text("Kind of place")
KINDS: Mapping[str, Text] = {
    "local": text("Cities and regions"),
    "country": text("Countries"),
    "project": text("Whole project"),
}
PLACE = text("Place")
OWN_PLACE = text("Show {place}")

REPORTS = text("Reports")
REPORT_COLUMNS = (
    text("Partner"),
    text("Quarter"),
    text("Due on"),
    text("State"),
    text("First handed in on"),
    text("Version in this release"),
)
REPORT_STATES: Mapping[str, Text] = {"reported": text("In this release"), "missing": text("Missing")}
NO_REPORTS = text("No report was due from here when this release was made.")
OLD_RELEASE = text("This release was made before the dates of reports were kept in releases.")

ACTIVITIES = text("Activities")
NO_ACTIVITIES = text("No activity takes place here.")

INDICATORS = text("Indicators beside the others")
INDICATORS_ALONE = text("Indicators")
NO_INDICATORS = text("Nothing has been published for this place.")
MIDDLE = text("Middle of the others")
SPREAD = text("The others, from lowest to highest")
POSITION = text("Position, highest first")
RANKED = text("{rank} of {of}")
RANKED_WITH_OTHERS = text("{rank} of {of}, with others")
ALL_THE_SAME = text("all the same")
NOT_RANKED = text("cannot be ranked")
HOW_TO_READ = text(
    "The middle is the median of the other places that reported. *Cannot be ranked* means that ranges overlap or that "
    "something is provisional, so nobody can say which place comes first. A position says nothing about how good the "
    "work is: places differ in size and in what they do."
)
NO_OBJECTIVE = text("Of no objective")

OVER_TIME = text("Over time")
BESIDE = text("One indicator, place by place")
BESIDE_INDICATOR = text("Indicator to compare")
NO_FIGURE = text("No indicator of this place has figures by quarter.")
