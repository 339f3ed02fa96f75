"""Comments on a report and on its cells: to read, to answer, to settle, and for managers to write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard import cycle_wording as wording
from dashboard import page_wording, state
from dashboard.components import tables
from dashboard.components.receipts import moment
from pipelines.ledger import Comment
from pipelines.model import TOTAL, Catalogue, Submission, SubmissionState

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
    *,
    answer: Callable[[int, str], object],
    resolve: Callable[[int], object],
) -> None:
    """All comments of some reports; what somebody does with one of them is done, and the page made again."""
    st.header(wording.COMMENTS_HEADING, anchor=False)
    if not comments:
        st.caption(wording.COMMENTS_NONE)
        return
    replies = [_show_one(comment, catalogue) for comment in comments]
    for reply in (reply for reply in replies if reply is not None):
        if reply.text is None:
            resolve(reply.number)
            state.flash(wording.RESOLVED)
        else:
            answer(reply.number, reply.text)
            state.flash(wording.ANSWERED)
        st.rerun()


def _show_one(comment: Comment, catalogue: Catalogue) -> _Reply | None:
    with st.container(border=True):
        standing = (
            wording.COMMENT_OPEN
            if comment.resolved_by is None
            else wording.COMMENT_RESOLVED.format(who=comment.resolved_by)
        )
        where = f"{comment.submission_id}: {cell_text(comment.cell, catalogue)}"
        st.markdown(f"**{tables.plain(where)}** · {tables.plain(standing)}")
        for text, who, at in [
            (comment.text, comment.actor, comment.at),
            *((a.text, a.actor, a.at) for a in comment.answers),
        ]:
            st.markdown(tables.plain(text))
            st.caption(tables.plain(wording.COMMENT_BY.format(who=who, at=moment(at))))
        if not comment.is_open:
            return None
        with st.form(f"comment {comment.number}"):
            text = st.text_input(wording.ANSWER_TEXT, key=f"{state.ANSWER} {comment.number}", max_chars=1000)
            left, right = st.columns(2)
            answered = left.form_submit_button(wording.ANSWER_BUTTON, width="stretch")
            resolved = right.form_submit_button(wording.RESOLVE_BUTTON, width="stretch")
    if answered:
        return _Reply(comment.number, text)
    return _Reply(comment.number, None) if resolved else None


def ask(observations: pl.DataFrame, catalogue: Catalogue) -> NewComment | None:
    """A new comment on one cell of a report, or on the whole of it, once the button was pressed."""
    cells = [
        (str(a), str(m), str(b), str(c))
        for a, m, b, c in observations.select(
            "activity_id", "measure_id", "breakdown", "category"
        ).iter_rows()
    ]
    with st.expander(wording.COMMENT_ADD), st.form("new comment"):
        cell = st.selectbox(
            wording.COMMENT_ON,
            [None, *cells],
            format_func=lambda each: cell_text(each, catalogue),
            key=state.COMMENT_CELL,
        )
        text = st.text_area(wording.COMMENT_TEXT, key=state.COMMENT_TEXT, max_chars=1000)
        pressed = st.form_submit_button(wording.COMMENT_BUTTON)
    return NewComment(cell, text) if pressed else None


def cell_text(cell: Cell | None, catalogue: Catalogue) -> str:
    """A cell in words: 'Whole place: Participants starting, Women'."""
    if cell is None:
        return wording.COMMENT_WHOLE
    activity_id, measure_id, breakdown, category = cell
    activity = catalogue.activities.get(activity_id)
    measure = catalogue.measures.get(measure_id)
    label = measure.label if measure else measure_id
    where = activity.label if activity else page_wording.WHOLE_PLACE if activity_id == TOTAL else activity_id
    if category == TOTAL:
        return wording.COMMENT_CELL_TOTAL.format(activity=where, measure=label)
    known = catalogue.breakdowns.get(breakdown)
    names = {c.id: c.label for c in known.categories} if known else {}
    return wording.COMMENT_CELL.format(activity=where, measure=label, category=names.get(category, category))


def ask_withdrawal(submissions: Sequence[Submission]) -> tuple[str, str] | None:
    """A submitted report to take back, with the reason, once the button was pressed."""
    waiting = [s.id for s in submissions if s.state is SubmissionState.SUBMITTED]
    if not waiting:
        return None
    with st.expander(wording.WITHDRAW_HEADING):
        st.write(wording.WITHDRAW_TEXT)
        with st.form("withdraw"):
            chosen = st.selectbox(wording.WITHDRAW_REPORT, waiting, key=state.WITHDRAW_REPORT)
            reason = st.text_input(wording.WITHDRAW_REASON, key=state.WITHDRAW_REASON, max_chars=500)
            pressed = st.form_submit_button(wording.WITHDRAW_BUTTON)
    return (str(chosen), reason) if pressed else None
