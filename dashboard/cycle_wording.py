"""Texts of the pages about reports, people and the trail."""

from __future__ import annotations

from pipelines.texts import Argument, Text, plural, text

# ---- reports ---------------------------------------------------------------------------------------------

REPORTS_INTRO = text("Where every expected report stands, when it is due, and what waits for you.")
WAITING_HEADING = text("What waits for you")
WAITING_NOTHING = text("Nothing waits for you.")
WAITING_OF_PARTNER = {
    "open": text("{partner}, {quarter}: the report is due by {due}."),
    "returned": text("{partner}, {quarter}: the report was returned to you. Correct it and submit it again."),
    "submitted": text("{partner}, {quarter}: the report waits for your decision."),
}


def waiting_late(days: int, **arguments: Argument) -> Text:
    """That a report is late, of a {partner} and a {quarter}, with the day on which it was {due}."""
    return plural(
        "{partner}, {quarter}: the report was due on {due} and is {n} day late.",
        "{partner}, {quarter}: the report was due on {due} and is {n} days late.",
        days,
        **arguments,
    )


WAITING_COMMENT = text("{report}: a comment waits for an answer.")
WAITING_ANSWER = text("{report}: a comment was answered. Resolve it, or ask again.")
WAITING_TO_PUBLISH = text("Approved and in no release yet: {count}. Publish when you are ready.")
MATRIX_HEADING = text("All reports")
MATRIX_SUMMARY = text("{expected} were due by now. {handed_in} of them were handed in, {in_time} in time.")
MATRIX_NONE = text("No quarter is over yet, so no report is expected.")
MATRIX_PARTNER = text("Partner")
MATRIX_IN_TIME = text("In time")
PHASES = {
    "open": text("Open until {due}"),
    "closed": text("Closed, never handed in"),
    "returned": text("Returned"),
    "submitted": text("Submitted"),
    "approved": text("Approved"),
    "published": text("Published"),
}
PHASE_LATE = text("{phase}, {late}")


def late(days: int) -> Text:
    """How late a report is or was."""
    return plural("{n} day late", "{n} days late", days)


SHARE = text("{part} of {whole}")
EXTEND_HEADING = text("Give a report more time")
REPORT_OF = text("{partner}, {quarter}")
EXTEND_UNTIL = text("New last day")
EXTEND_REASON = text("Reason (kept with your name)")
EXTEND_BUTTON = text("Give more time")
EXTEND_NONE = text("Every report that is expected has been handed in.")
EXTENDED = text("{partner} has until {until} for {quarter}.")
EXTENSIONS_COLUMNS = (text("Partner"), text("Quarter"), text("Until"), text("Reason"), text("Given by"))

# ---- comments --------------------------------------------------------------------------------------------

COMMENTS_HEADING = text("Comments")
COMMENTS_NONE = text("No comment on this report.")
COMMENT_WHOLE = text("The whole report")
COMMENT_CELL = text("{row}: {column}")
COMMENT_OPEN = text("Not resolved")
COMMENT_RESOLVED = text("Resolved by {who}")
COMMENT_ADD = text("Add a comment")
COMMENT_ON = text("On")
COMMENT_TEXT = text("Comment (no names of participants)")
COMMENT_BUTTON = text("Pin the comment")
COMMENT_ADDED = text("The comment is pinned. The partner sees it on its page.")
ANSWER_BUTTON = text("Answer")
ANSWERED = text("The answer is kept.")
RESOLVE_BUTTON = text("Resolve")
RESOLVED = text("The comment is resolved.")
WITHDRAW_HEADING = text("Take a submitted report back")
WITHDRAW_TEXT = text(
    "As long as it is not approved you can take a report back, correct it and submit it again."
)
WITHDRAW_REPORT = text("Report")
WITHDRAW_REASON = text("Reason (the project manager reads it)")
WITHDRAW_BUTTON = text("Take it back")
WITHDRAWN = text("{report} was taken back.")

# ---- checklist of a release ------------------------------------------------------------------------------

CHECK_CONFIRMED = text("Findings that coordinators looked at and left as they are: {reports}.")
CHECK_COMMENTS = text("Comments that nobody has resolved: {reports}. You can publish all the same.")
WITHDRAW_RELEASE_HEADING = text("Withdraw a release")
WITHDRAW_RELEASE_TEXT = text(
    "A withdrawn release stays listed as withdrawn, with your reason, and every page of it says so. What it showed "
    "stays known: the next release protects against it as before. Publish a corrected one."
)
WITHDRAW_RELEASE = text("Release")
WITHDRAW_RELEASE_REASON = text("Reason (readers see it)")
WITHDRAW_RELEASE_BUTTON = text("Withdraw")
RELEASE_WITHDRAWN = text("Release {number} is withdrawn.")

# ---- people ----------------------------------------------------------------------------------------------

PEOPLE_INTRO = text(
    "Who may sign in, and as what. A change counts from the next click of the person, "
    "also in pages that are open."
)
PEOPLE_HEADING = text("Accounts")
PEOPLE_COLUMNS = (text("Address"), text("Role"), text("Acts for"))
INVITE_HEADING = text("Invite somebody, or change a role")
INVITE_EMAIL = text("E-mail address")
INVITE_ROLE = text("Role")
INVITE_PARTNERS = text("Partners (of a coordinator)")
CHOOSE = text("Choose")
INVITE_BUTTON = text("Save and make a sign-in link")
INVITE_MAILED = text("{email} got a mail with a link that works once, for a day.")
INVITE_MAIL_SUBJECT = text("You may sign in to the Outcome Monitor of {project}")
INVITE_MAIL_TEXT = text("""Hello,

you may sign in to the Outcome Monitor of {project} with this link:

{link}

It works once, within 24 hours. On the sign-in page you can ask for another one later.
""")
INVITE_LINK = text("Send this link to {email}. It works once, for a day, and is shown only now.")
CLOSE_HEADING = text("Close an account")
CLOSE_EMAIL = text("Account")
CLOSE_FORGET = text(
    "Remove the address from the ledger for ever (what the person did stays, without the address)"
)
CLOSE_BUTTON = text("Close the account")
CLOSED = text("The account is closed. All its sessions have ended.")
CLOSE_OWN = text("You cannot close the account that you are signed in with.")

# ---- the trail -------------------------------------------------------------------------------------------

TRAIL_INTRO = text(
    "Every act, in order, and by whom. Nothing here can be changed or taken out: each entry carries a hash of the one "
    "before, and the newest hash is written into each release."
)
TRAIL_SOUND = text("The chain is sound: {count} acts, newest hash {head}.")
TRAIL_BROKEN = text("The chain is broken: {fault}. Tell the operator; `prepare doctor` says more.")
TRAIL_KIND = text("Kind of act")
TRAIL_WHO = text("Who")
TRAIL_REPORT = text("Report")
TRAIL_ALL = text("All")
TRAIL_COLUMNS = (text("No."), text("When (UTC)"), text("Who"), text("What"), text("Report"), text("Detail"))
TRAIL_NEWEST = text("The newest {shown} of {count} acts. The file has all of them.")
TRAIL_FILE = "trail.csv"
TRAIL_DOWNLOAD = text("Download as CSV")
EVENT_KINDS = {
    "uploaded": text("Uploaded a file"),
    "upload_refused": text("File refused, nothing kept"),
    "imported": text("Report imported"),
    "draft": text("Report checked"),
    "submitted": text("Report submitted"),
    "returned": text("Report returned"),
    "approved": text("Report approved"),
    "published": text("Report published"),
    "superseded": text("Report replaced"),
    "withdrawn": text("Report taken back"),
    "publication": text("Release published"),
    "publication_withdrawn": text("Release withdrawn"),
    "account_added": text("Account added or changed"),
    "account_closed": text("Account closed"),
    "link_issued": text("Sign-in link made"),
    "signed_in": text("Signed in"),
    "signed_out": text("Signed out"),
    "marked_synthetic": text("Marked as synthetic"),
    "cell_lifted": text("Figure lifted"),
    "lift_taken_back": text("Lift taken back"),
    "extended": text("More time given"),
    "mapping_saved": text("Headers matched"),
    "mapping_removed": text("Matched headers removed"),
    "commented": text("Comment pinned"),
    "answered": text("Comment answered"),
    "resolved": text("Comment resolved"),
    "reminded": text("Reminder sent"),
    "confirmed": text("Finding confirmed"),
    "language_chosen": text("Language chosen"),
    "author_text_written": text("Authors' text written"),
    "covered": text("Older entries brought under the chain"),
}
TRAIL_OPERATOR = text("Operator")
TRAIL_DETAILS = (
    (r"(?P<email>\S+@\S+) as (?P<role>\w+)", text("{email}: {role}")),
    (r"(?P<email>\S+@\S+) as (?P<role>\w+) for (?P<partners>.+)", text("{email}: {role} ({partners})")),
    (r"Finding (?P<number>\d+): (?P<words>.*)", text("Finding {number}: {words}")),
    (r"comment (?P<number>\d+)", text("Comment {number}")),
    (r"comment (?P<number>\d+) on (?P<cell>.+)", text("Comment {number} on {cell}")),
    (
        r"(?P<partner>\S+) (?P<quarter>\d{4}-Q\d) until (?P<until>\d{4}-\d\d-\d\d)\. (?P<words>.*)",
        text("{partner}, {quarter}: until {until}. {words}"),
    ),
    (r"Release (?P<number>\d{4})\.\s*(?P<words>.*)", text("Release {number}. {words}")),
    (
        r"Text (?P<number>\d+) on (?P<subject>\S+) in (?P<language>\w+)",
        text("Text {number} on {subject} ({language})"),
    ),
    (
        r"Mapping (?P<number>\d+) of (?P<partner>\S+) for (?P<headers>\w+)",
        text("Matched headers {number} of {partner} ({headers})"),
    ),
    (r"Superseded by (?P<report>\S+)\.", text("Replaced by {report}.")),
)
"""Forms of what is kept with an act, and how they are said; what has another form was typed by somebody."""

# ---- reminders -------------------------------------------------------------------------------------------

REMIND_SUBJECT = text("{project}: something waits for you")
REMIND_BODY = text("""Hello,

in the Outcome Monitor of {project} this waits for you:

{lines}

Sign in at {address}

This mail was sent by a program, and it contains no figures.
""")
REMIND_DONE = "reminded"
REMIND_WOULD = "would be reminded"
REMIND_NOBODY = "Nothing waits for anybody who was not reminded lately."
