"""Comments on a report and on its cells: to read, to answer, to settle, and for managers to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard import cycle_wording as wording
from dashboard import here, state
from dashboard.components import tables
from pipelines.languages import Speaker
from pipelines.layout import ALL_ACTIVITIES, column_called, row_called
from pipelines.ledger import Comment
from pipelines.model import TOTAL, Catalogue, Category, Submission, SubmissionState
from pipelines.texts import Name, Text, verbatim

Cell = tuple[str, str, str, str]


@dataclass(frozen=True)
class _Reply:
    """What somebody does with a comment; without a text it is settled."""

    number: int
    text: str | None


@dataclass(frozen=True)
class NewComment:
    """A comment that a manager writes; null stands for the whole report."""

    cell: Cell | None
    text: str


def show(
    comments: Sequence[Comment],
    catalogue: Catalogue,
    speaker: Speaker,
    *,
    answer: Callable[[int, str], object],
    resolve: Callable[[int], object],
) -> None:
    """All comments of some reports; what somebody does with one of them is done, and the page made again."""
    say = speaker.say
    st.header(say(wording.COMMENTS_HEADING), anchor=False)
    if not comments:
        st.caption(say(wording.COMMENTS_NONE))
        return
    replies = [_show_one(comment, catalogue, speaker) for comment in comments]
    for reply in (reply for reply in replies if reply is not None):
        if reply.text is None:
            resolve(reply.number)
            state.flash(say(wording.RESOLVED))
        else:
            answer(reply.number, reply.text)
            state.flash(say(wording.ANSWERED))
        st.rerun()


def _show_one(comment: Comment, catalogue: Catalogue, speaker: Speaker) -> _Reply | None:
    say = speaker.say
    with st.container(border=True):
        standing = (
            say(wording.COMMENT_OPEN)
            if comment.resolved_by is None
            else say(wording.COMMENT_RESOLVED.using(who=comment.resolved_by))
        )
        where = f"{comment.submission_id}: {say(cell_text(comment.cell, catalogue))}"
        st.markdown(f"**{tables.plain(where)}** · {tables.plain(standing)}")
        for text, who, at in [
            (comment.text, comment.actor, comment.at),
            *((a.text, a.actor, a.at) for a in comment.answers),
        ]:
            st.markdown(tables.plain(text))
            st.caption(tables.plain(f"{who}, {speaker.moment(at)}"))
        if not comment.is_open:
            return None
        with st.form(f"comment {comment.number}", enter_to_submit=False):
            text = st.text_input(
                say(wording.ANSWER_BUTTON), key=f"{state.ANSWER} {comment.number}", max_chars=1000
            )
            left, right = st.columns(2)
            answered = left.form_submit_button(say(wording.ANSWER_BUTTON), width="stretch")
            resolved = right.form_submit_button(say(wording.RESOLVE_BUTTON), width="stretch")
    if answered:
        return _Reply(comment.number, text)
    return _Reply(comment.number, None) if resolved else None


def ask(observations: pl.DataFrame, catalogue: Catalogue) -> NewComment | None:
    """A new comment on one cell of a report, or on the whole of it, once the button was pressed."""
    say = here.speaker().say
    cells = [
        (str(a), str(m), str(b), str(c))
        for a, m, b, c in observations.select(
            "activity_id", "measure_id", "breakdown", "category"
        ).iter_rows()
    ]
    with st.expander(say(wording.COMMENT_ADD)), st.form("new comment", enter_to_submit=False):
        cell = st.selectbox(
            say(wording.COMMENT_ON),
            [None, *cells],
            format_func=lambda each: say(cell_text(each, catalogue)),
            key=state.COMMENT_CELL,
        )
        text = st.text_area(say(wording.COMMENT_TEXT), key=state.COMMENT_TEXT, max_chars=1000)
        pressed = st.form_submit_button(say(wording.COMMENT_BUTTON))
    return NewComment(cell, text) if pressed else None


def cell_text(cell: Cell | None, catalogue: Catalogue) -> Text:
    """A cell in words: "'Participants starting', All activities: Sex: Women"; ids that are no more for themselves."""
    if cell is None:
        return wording.COMMENT_WHOLE
    activity_id, measure_id, breakdown, category = cell
    activity = catalogue.activities.get(activity_id)
    measure = catalogue.measures.get(measure_id)
    where: Name | Text = activity.called if activity else verbatim(activity_id)
    if activity_id == TOTAL:
        where = ALL_ACTIVITIES
    row = row_called(measure, where) if measure else verbatim(measure_id)
    known = breakdown == TOTAL or category in {c.id for c in _categories(breakdown, catalogue)}
    column = column_called(catalogue, (breakdown, category)) if known else verbatim(category)
    return wording.COMMENT_CELL.using(row=row, column=column)


def _categories(breakdown_id: str, catalogue: Catalogue) -> Sequence[Category]:
    known = catalogue.breakdowns.get(breakdown_id)
    return known.categories if known else ()


def ask_withdrawal(submissions: Sequence[Submission], speaker: Speaker) -> tuple[str, str] | None:
    """A submitted report to take back, with the reason, once the button was pressed."""
    say = speaker.say
    waiting = [s.id for s in submissions if s.state is SubmissionState.SUBMITTED]
    if not waiting:
        return None
    with st.expander(say(wording.WITHDRAW_HEADING)):
        st.write(say(wording.WITHDRAW_TEXT))
        with st.form("withdraw", enter_to_submit=False):
            chosen = st.selectbox(say(wording.WITHDRAW_REPORT), waiting, key=state.WITHDRAW_REPORT)
            reason = st.text_input(say(wording.WITHDRAW_REASON), key=state.WITHDRAW_REASON, max_chars=500)
            pressed = st.form_submit_button(say(wording.WITHDRAW_BUTTON))
    return (str(chosen), reason) if pressed else None
