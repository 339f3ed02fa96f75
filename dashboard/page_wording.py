"""What people read on the sign-in pages, when something cannot be done, and on the pages of review."""

from __future__ import annotations

from pipelines.texts import Text, plural, text

# ---- sign-in pages ----------------------------------------------------------------------------------

APP_TITLE = "Outcome Monitor"

SIGN_IN_TITLE = text("Sign in")
SIGN_IN_TEXT = (
    text(
        "You need a sign-in link to use this service. Open the link that the project manager sent you. "
        "It works once, and for a limited time."
    ),
    text(
        "If your link no longer works, or you never had one, ask the project manager for a new one. "
        "No password is needed, and nobody will ask you for one."
    ),
)
LINK_TITLE = text("Sign in")
LINK_TEXT = (
    text("Press the button to sign in on this device. The link can be used once."),
    text("By signing in you agree to a cookie that keeps you signed in. It is used for nothing else."),
)
LINK_BUTTON = text("Sign in")
LINK_CUT_TITLE = text("This link is not complete")
LINK_CUT_TEXT = text(
    "A part of its address is missing. Open the link in your message again, or copy all of it, up to its end."
)
LINK_REFUSED_TITLE = text("We could not sign you in")
CROSS_SITE_TEXT = text(
    "The request did not come from this site. Open your link again and press the button there."
)
SIGNED_OUT_TITLE = text("You are signed out")
SIGNED_OUT_TEXT = (
    text("Your session on this device has ended."),
    text("To come back, open a new sign-in link from the project manager."),
)
SIGN_OUT_TITLE = text("Sign out")
SIGN_OUT_TEXT = (text("This ends your session on this device, in every open tab."),)
SIGN_OUT_BUTTON = text("Sign out")

SESSION_ENDED_TITLE = text("Your session has ended")
SESSION_ENDED_TEXT = text("Sign in again to go on.")

# ---- frame ------------------------------------------------------------------------------------------

UNEXPECTED_TITLE = text("Something went wrong")
UNEXPECTED_TEXT = text(
    "The page could not be shown, and the fault was logged. Nothing that was acknowledged is lost. "
    "Load the page again; if it happens again, tell the operator what you did and when."
)

# ---- review -----------------------------------------------------------------------------------------

REVIEW_INTRO = text(
    "You see reports as they were submitted, before disclosure control. Do not copy numbers from here."
)
QUEUE_HEADING = text("Waiting for review")
QUEUE_NONE = text("No report is waiting.")
QUEUE_LABEL = text("Report")
VALUES_HEADING = text("Submitted values beside the previous quarter")
VALUES_ACTIVITY = text("Activity")
VALUES_TOTAL_COLUMNS = (text("Measure"), text("This quarter"), text("Previous quarter"))
VALUES_COLUMNS = (
    text("Measure"),
    text("Split by"),
    text("Category"),
    text("This quarter"),
    text("Previous quarter"),
)
VALUES_SPLIT = text("Values by category")
VALUES_MARKS = text("Instead of a count: {marks}.")
VALUES_EMPTY = text("This report has no values.")
FINDINGS_HEADING = text("Findings of the check")
FINDINGS_NONE = text("The check found nothing.")
DECISION_HEADING = text("Decision")
COMMENT_LABEL = text("Comment to the city (required to return the report)")
APPROVE_BUTTON = text("Approve")
RETURN_BUTTON = text("Return to the city")
APPROVED_NOTE = text("{report} was approved.")
RETURNED_DONE = text("{report} was returned with your comment.")


def publish_missing(n: int) -> Text:
    """How many due reports are not in the next release."""
    return plural(
        "{n} report that is due is missing from it. Figures that would need it are marked provisional.",
        "{n} reports that are due are missing from it. Figures that would need them are marked provisional.",
        n,
    )


def publish_included(n: int) -> Text:
    """How many approved reports are in the next release."""
    return plural("{n} approved report will be included.", "{n} approved reports will be included.", n)


def publish_new(n: int) -> Text:
    """How many of them are new."""
    if n == 0:
        return text("None of them is new: the last release had them all.")
    return plural("{n} of them was not in the last release.", "{n} of them were not in the last release.", n)


PUBLISH_COMPLETE = text("Every report expected so far is included.")
PUBLISH_NOTHING = text("No report has been approved yet, so there is nothing to publish.")
PUBLISH_REASON = text("Reason for this release")
PUBLISH_BUTTON = text("Publish")
WHOLE_PLACE = text("The place as a whole (no activity)")

QUEUE_SENT = text("Sent by {who} on {at} as {file}")
QUEUE_ITEM = text("{partner}, {quarter} ({report})")
PUBLISH_MISSING_LIST = text("Reports that are due and missing")
MISSING_COLUMNS = (text("Partner"), text("Quarters"))

# ---- ways to sign in --------------------------------------------------------------------------------

SIGN_IN_MAIL_TEXT = (
    text(
        "No password is needed, and nobody will ask you for one. If you may use this service, we send you a link that "
        "signs you in."
    ),
)
SIGN_IN_OIDC_TEXT = (
    text(
        "Sign in with the account of your organisation, or open the link that the project manager sent you."
    ),
)
OIDC_BUTTON = text("Sign in with your organisation")
OIDC_REFUSED_TEXT = text(
    "This sign-in does not open this service. Ask the project manager whether your address has an account."
)
OIDC_UNREACHABLE_TEXT = text(
    "Your organisation's sign-in service does not answer. Try again in a few minutes, or ask the project manager for "
    "a sign-in link."
)
MAIL_LABEL = text("Your e-mail address")
MAIL_BUTTON = text("Send me a sign-in link")
MAIL_SENT_TITLE = text("Look in your mailbox")
MAIL_SENT_TEXT = (
    text(
        "If this address may use the service, a mail with a sign-in link is on its way. It can take a few minutes."
    ),
    text(
        "At most three links are sent to an address in an hour. If nothing arrives, look among unwanted mail, then ask "
        "the project manager."
    ),
)
BACK_TO_SIGN_IN = text("Go to the sign-in page")
TOO_MANY_TRIES_TEXT = text("There were too many attempts from your network. Wait a minute, then try again.")
LINK_MAIL_SUBJECT = text("Your sign-in link for the Outcome Monitor")
LINK_MAIL_TEXT = text("""Hello,

somebody, probably you, asked for a link to sign in to the Outcome Monitor:

{link}

It works once, within 24 hours. If it was not you, do nothing: nobody can sign in without this mail.
""")
