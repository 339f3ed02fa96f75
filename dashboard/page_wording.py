"""Every sentence of the pages that is not computed from data, in English."""

from __future__ import annotations

# ---- sign-in pages ----------------------------------------------------------------------------------

APP_TITLE = "Outcome Monitor"

SIGN_IN_TITLE = "Sign in"
SIGN_IN_TEXT = (
    "You need a sign-in link to use this service. Open the link that the project manager sent you. "
    "It works once, and for a limited time.",
    "If your link no longer works, or you never had one, ask the project manager for a new one. "
    "No password is needed, and nobody will ask you for one.",
)
LINK_TITLE = "Sign in"
LINK_TEXT = (
    "Press the button to sign in on this device. The link can be used once.",
    "By signing in you agree to a cookie that keeps you signed in. It is used for nothing else.",
)
LINK_BUTTON = "Sign in"
LINK_REFUSED_TITLE = "We could not sign you in"
CROSS_SITE_TEXT = "The request did not come from this site. Open your link again and press the button there."
SIGNED_OUT_TITLE = "You are signed out"
SIGNED_OUT_TEXT = (
    "Your session on this device has ended.",
    "To come back, open a new sign-in link from the project manager.",
)
SIGN_OUT_TITLE = "Sign out"
SIGN_OUT_TEXT = ("This ends your session on this device, in every open tab.",)
SIGN_OUT_BUTTON = "Sign out"

SESSION_ENDED_TITLE = "Your session has ended"
SESSION_ENDED_TEXT = "Sign in again to go on."

# ---- frame ------------------------------------------------------------------------------------------

UNEXPECTED_TITLE = "Something went wrong"
UNEXPECTED_TEXT = (
    "The page could not be shown, and the fault was logged. Nothing that was acknowledged is lost. "
    "Load the page again; if it happens again, tell the operator what you did and when."
)
NO_RELEASE_TITLE = "Nothing has been published yet"
NO_RELEASE_TEXT = (
    "Figures appear here when the project manager publishes the first release from approved reports."
)

# ---- review -----------------------------------------------------------------------------------------

REVIEW_INTRO = (
    "You see reports as they were submitted, before disclosure control. Do not copy numbers from here."
)
QUEUE_HEADING = "Waiting for review"
QUEUE_NONE = "No report is waiting."
QUEUE_LABEL = "Report"
VALUES_HEADING = "Submitted values beside the previous quarter"
VALUES_ACTIVITY = "Activity"
VALUES_TOTAL_COLUMNS = ("Measure", "This quarter", "Previous quarter")
VALUES_COLUMNS = ("Measure", "Split by", "Category", "This quarter", "Previous quarter")
VALUES_SPLIT = "Values by category"
VALUES_MARKS = "Instead of a count: {marks}."
VALUES_EMPTY = "This report has no values."
FINDINGS_HEADING = "Findings of the check"
FINDINGS_NONE = "The check found nothing."
DECISION_HEADING = "Decision"
COMMENT_LABEL = "Comment to the city (required to return the report)"
APPROVE_BUTTON = "Approve"
RETURN_BUTTON = "Return to the city"
APPROVED_NOTE = "{id} was approved."
RETURNED_DONE = "{id} was returned with your comment."
PUBLISH_MISSING = (
    "{count} reports that are due are missing from it. Figures that would need them are marked provisional."
)
PUBLISH_MISSING_ONE = (
    "1 report that is due is missing from it. Figures that would need it are marked provisional."
)
PUBLISH_COMPLETE = "Every report expected so far is included."
PUBLISH_INCLUDED = "{count} approved reports will be included."
PUBLISH_INCLUDED_ONE = "1 approved report will be included."
PUBLISH_NOTHING = "No report has been approved yet, so there is nothing to publish."
PUBLISH_REASON = "Reason for this release"
PUBLISH_BUTTON = "Publish"
WHOLE_PLACE = "The place as a whole (no activity)"

QUEUE_SENT = "Sent by {who} on {at} as {file}"
PUBLISH_NEW = "{count} of them were not in the last release."
PUBLISH_NEW_FEW = {
    0: "None of them is new: the last release had them all.",
    1: "1 of them was not in the last release.",
}
PUBLISH_MISSING_LIST = "Reports that are due and missing"
MISSING_COLUMNS = ("Partner", "Quarters")

# ---- ways to sign in --------------------------------------------------------------------------------

SIGN_IN_MAIL_TEXT = (
    "No password is needed, and nobody will ask you for one. If you may use this service, we send you a link that "
    "signs you in.",
)
SIGN_IN_OIDC_TEXT = (
    "Sign in with the account of your organisation, or open the link that the project manager sent you.",
)
OIDC_BUTTON = "Sign in with your organisation"
OIDC_REFUSED_TEXT = (
    "This sign-in does not open this service. Ask the project manager whether your address has an account."
)
OIDC_UNREACHABLE_TEXT = (
    "Your organisation's sign-in service does not answer. Try again in a few minutes, or ask the project manager for "
    "a sign-in link."
)
MAIL_LABEL = "Your e-mail address"
MAIL_BUTTON = "Send me a sign-in link"
MAIL_SENT_TITLE = "Look in your mailbox"
MAIL_SENT_TEXT = (
    "If this address may use the service, a mail with a sign-in link is on its way. It can take a few minutes.",
    "At most three links are sent to an address in an hour. If nothing arrives, look among unwanted mail, then ask "
    "the project manager.",
)
BACK_TO_SIGN_IN = "Go to the sign-in page"
TOO_MANY_TRIES_TEXT = "There were too many attempts from your network. Wait a minute, then try again."
LINK_MAIL_SUBJECT = "Your sign-in link for the Outcome Monitor"
LINK_MAIL_TEXT = """Hello,

somebody, probably you, asked for a link to sign in to the Outcome Monitor:

{link}

It works once, within 24 hours. If it was not you, do nothing: nobody can sign in without this mail.
"""
