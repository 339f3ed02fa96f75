"""The list of the local activities, with filters by type and place."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import activities_wording as wording
from dashboard import profile_wording as common
from dashboard.components import choices, profile_words, tables
from dashboard.model import ActivityInfo, ActivityPartner
from dashboard.queries import ReleaseReader
from pipelines.languages import Speaker
from pipelines.model import TOTAL


def single_activities(reader: ReleaseReader) -> tuple[ActivityInfo, ...]:
    """The activities, without all of them together."""
    return tuple(a for a in reader.options.activities.values() if a.id != TOTAL)


def partner_names(
    activity: ActivityInfo, partners: Sequence[ActivityPartner], reader: ReleaseReader
) -> tuple[str, ...]:
    """Who takes part; the places of the activity in a release that does not know its partners."""
    named = tuple(each.label for each in partners if each.activity_id == activity.id)
    return named or place_names(activity, reader)


def place_names(activity: ActivityInfo, reader: ReleaseReader) -> tuple[str, ...]:
    """Where an activity takes place."""
    labels = reader.options.labels.places
    return tuple(labels[key] for key in (("local", place) for place in activity.place_ids) if key in labels)


def row(
    activity: ActivityInfo, partners: Sequence[ActivityPartner], reader: ReleaseReader, speaker: Speaker
) -> tuple[str, ...]:
    """One activity in the list."""
    return (
        activity.label,
        activity.type_label,
        ", ".join(partner_names(activity, partners, reader)),
        profile_words.quarters(activity.first_quarter, activity.last_quarter, speaker),
        speaker.say(common.STATUS[activity.status]) if activity.status in common.STATUS else "",
    )


def show(reader: ReleaseReader, partners: Sequence[ActivityPartner]) -> None:
    """The filters and the table; each name is a link to the activity."""
    speaker, say = reader.provenance.speaker, reader.provenance.say
    everything = single_activities(reader)
    everywhere = {"": say(common.ALL)}
    kind, where = st.columns(2)
    with kind:
        types = everywhere | {a.type: a.type_label for a in everything}
        wanted = choices.one("type", say(wording.TYPE_FILTER), types, "")
    with where:
        places = everywhere | {each.id: each.label for each in reader.options.places("local")}
        place = choices.one("place", say(wording.PLACE_FILTER), places, "")
    chosen = [a for a in everything if wanted in ("", a.type) and (not place or place in a.place_ids)]
    if not chosen:
        st.info(say(wording.NONE_FOUND))
        return
    st.caption(say(wording.found(len(chosen), len(everything))))
    columns = (
        common.ACTIVITY, common.TYPE, common.PARTNERS, common.QUARTERS_HEADING, wording.STATUS_HEADING,
    )  # fmt: skip
    tables.show(
        [say(column) for column in columns],
        [row(activity, partners, reader, speaker) for activity in chosen],
        alt=say(wording.LIST),
        paths=[profile_words.page_path("activities", {"activity": a.id}, reader.provenance) for a in chosen],
    )
    st.caption(say(wording.LIST_NOTE))
