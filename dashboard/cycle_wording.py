"""Texts of the pages about reports, people and the trail."""

from __future__ import annotations

# ---- reports ---------------------------------------------------------------------------------------------

REPORTS_INTRO = "Where every expected report stands, when it is due, and what waits for you."
WAITING_HEADING = "What waits for you"
WAITING_NOTHING = "Nothing waits for you."
WAITING_OF_PARTNER = {
    "open": "{partner}, {quarter}: the report is due by {due}.",
    "late": "{partner}, {quarter}: the report was due on {due} and is {days} late.",
    "returned": "{partner}, {quarter}: the report was returned to you. Correct it and submit it again.",
    "submitted": "{partner}, {quarter}: the report waits for your decision.",
}
WAITING_COMMENT = "{report}: a comment waits for an answer."
WAITING_ANSWER = "{report}: a comment was answered. Resolve it, or ask again."
WAITING_TO_PUBLISH = "Approved and in no release yet: {count}. Publish when you are ready."
DAY = "1 day"
DAYS = "{count} days"
MATRIX_HEADING = "All reports"
MATRIX_SUMMARY = "{expected} were due by now. {handed_in} of them were handed in, {in_time} in time."
MATRIX_NONE = "No quarter is over yet, so no report is expected."
MATRIX_PARTNER = "Partner"
MATRIX_IN_TIME = "In time"
PHASES = {
    "open": "Open until {due}",
    "late": "Late: {days}",
    "closed": "Closed, never handed in",
    "returned": "Returned",
    "submitted": "Submitted",
    "approved": "Approved",
    "published": "Published",
}
PHASE_LATE = "{phase}, {days} late"
SHARE = "{part} of {whole}"
EXTEND_HEADING = "Give a report more time"
EXTEND_PARTNER = "Partner"
EXTEND_QUARTER = "Quarter"
EXTEND_UNTIL = "New last day"
EXTEND_REASON = "Reason (kept with your name)"
EXTEND_BUTTON = "Give more time"
EXTEND_NONE = "Every report that is expected has been handed in."
EXTENDED = "{partner} has until {until} for {quarter}."
EXTENSIONS_COLUMNS = ("Partner", "Quarter", "Until", "Reason", "Given by")

# ---- comments --------------------------------------------------------------------------------------------

COMMENTS_HEADING = "Comments"
COMMENTS_NONE = "No comment on this report."
COMMENT_WHOLE = "The whole report"
COMMENT_CELL = "{activity}: {measure}, {category}"
COMMENT_CELL_TOTAL = "{activity}: {measure}"
COMMENT_BY = "{who}, {at}"
COMMENT_OPEN = "Open"
COMMENT_RESOLVED = "Resolved by {who}"
COMMENT_ADD = "Add a comment"
COMMENT_ON = "On"
COMMENT_TEXT = "Comment (no names of participants)"
COMMENT_BUTTON = "Pin the comment"
COMMENT_ADDED = "The comment is pinned. The partner sees it on its page."
ANSWER_TEXT = "Answer"
ANSWER_BUTTON = "Answer"
ANSWERED = "The answer is kept."
RESOLVE_BUTTON = "Resolve"
RESOLVED = "The comment is resolved."
WITHDRAW_HEADING = "Take a submitted report back"
WITHDRAW_TEXT = "As long as it is not approved you can take a report back, correct it and submit it again."
WITHDRAW_REPORT = "Report"
WITHDRAW_REASON = "Reason (the project manager reads it)"
WITHDRAW_BUTTON = "Take it back"
WITHDRAWN = "{report} was taken back."

# ---- checklist of a release ------------------------------------------------------------------------------

CHECK_CONFIRMED = "Findings that coordinators looked at and left as they are: {reports}."
CHECK_COMMENTS = "Comments that nobody has resolved: {reports}. You can publish all the same."
WITHDRAW_RELEASE_HEADING = "Withdraw a release"
WITHDRAW_RELEASE_TEXT = (
    "A withdrawn release stays listed as withdrawn, with your reason, and every page of it says so. What it showed "
    "stays known: the next release protects against it as before. Publish a corrected one."
)
WITHDRAW_RELEASE = "Release"
WITHDRAW_RELEASE_REASON = "Reason (readers see it)"
WITHDRAW_RELEASE_BUTTON = "Withdraw"
RELEASE_WITHDRAWN = "Release {number} is withdrawn."

# ---- people ----------------------------------------------------------------------------------------------

PEOPLE_INTRO = (
    "Who may sign in, and as what. A change counts from the next click of the person, "
    "also in pages that are open."
)
PEOPLE_HEADING = "Accounts"
PEOPLE_COLUMNS = ("Address", "Role", "Acts for")
INVITE_HEADING = "Invite somebody, or change a role"
INVITE_EMAIL = "E-mail address"
INVITE_ROLE = "Role"
INVITE_PARTNERS = "Partners (of a coordinator)"
INVITE_BUTTON = "Save and make a sign-in link"
INVITED = "{email} may sign in as {role}."
INVITE_MAILED = "{email} got a mail with a link that works once, for a day."
INVITE_MAIL_SUBJECT = "You may sign in to the Outcome Monitor of {project}"
INVITE_MAIL_TEXT = """Hello,

you may sign in to the Outcome Monitor of {project} with this link:

{link}

It works once, within 24 hours. On the sign-in page you can ask for another one later.
"""
INVITE_LINK = "Send this link to {email}. It works once, for a day, and is shown only now."
CLOSE_HEADING = "Close an account"
CLOSE_EMAIL = "Account"
CLOSE_FORGET = "Remove the address from the ledger for ever (what the person did stays, without the address)"
CLOSE_BUTTON = "Close the account"
CLOSED = "The account is closed. All its sessions have ended."
CLOSE_OWN = "You cannot close the account that you are signed in with."

# ---- the trail -------------------------------------------------------------------------------------------

TRAIL_INTRO = (
    "Every act, in order, and by whom. Nothing here can be changed or taken out: each entry carries a hash of the one "
    "before, and the newest hash is written into each release."
)
TRAIL_SOUND = "The chain is sound: {count} acts, newest hash {head}."
TRAIL_BROKEN = "The chain is broken: {fault}. Tell the operator; `prepare doctor` says more."
TRAIL_KIND = "Kind of act"
TRAIL_WHO = "Who"
TRAIL_REPORT = "Report"
TRAIL_ALL = "All"
TRAIL_COLUMNS = ("No.", "When (UTC)", "Who", "What", "Report", "Detail")
TRAIL_NEWEST = "The newest {shown} of {count} acts. The file has all of them."
TRAIL_FILE = "trail.csv"
TRAIL_DOWNLOAD = "Download as CSV"
EVENT_KINDS = {
    "uploaded": "Uploaded a file",
    "upload_refused": "File refused, nothing kept",
    "imported": "Report imported",
    "draft": "Report checked",
    "submitted": "Report submitted",
    "returned": "Report returned",
    "approved": "Report approved",
    "published": "Report published",
    "superseded": "Report replaced",
    "withdrawn": "Report taken back",
    "publication": "Release published",
    "publication_withdrawn": "Release withdrawn",
    "account_added": "Account added or changed",
    "account_closed": "Account closed",
    "link_issued": "Sign-in link made",
    "signed_in": "Signed in",
    "signed_out": "Signed out",
    "marked_synthetic": "Marked as synthetic",
    "cell_lifted": "Figure lifted",
    "lift_taken_back": "Lift taken back",
    "extended": "More time given",
    "mapping_saved": "Headers matched",
    "mapping_removed": "Matched headers removed",
    "commented": "Comment pinned",
    "answered": "Comment answered",
    "resolved": "Comment resolved",
    "reminded": "Reminder sent",
    "confirmed": "Finding confirmed",
    "language_chosen": "Language chosen",
    "author_text_written": "Authors' text written",
    "covered": "Older entries brought under the chain",
}

# ---- reminders -------------------------------------------------------------------------------------------

REMIND_SUBJECT = "{project}: something waits for you"
REMIND_BODY = """Hello,

in the Outcome Monitor of {project} this waits for you:

{lines}

Sign in at {address}

This mail was sent by a program, and it contains no figures.
"""
REMIND_DONE = "reminded"
REMIND_WOULD = "would be reminded"
REMIND_NOBODY = "Nothing waits for anybody who was not reminded lately."
