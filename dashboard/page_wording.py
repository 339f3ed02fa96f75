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

PAGE_TITLES = {
    "overview": "Overview",
    "compare": "Compare activities",
    "activities": "Activities",
    "places": "Places",
    "participation": "Participation",
    "process": "Process",
    "quality": "Data quality",
    "reports": "Reports",
    "people": "People",
    "trail": "Trail",
    "submit": "Submit",
    "review": "Review",
    "publish": "Publish",
    "method": "Method",
    "about": "About",
}
ROLE_LABELS = {
    "coordinator": "Coordinator",
    "manager": "Project manager",
    "evaluator": "Evaluator",
    "administrator": "Administrator",
    "reader": "Reader",
}
SYNTHETIC_BANNER = (
    "**SYNTHETIC DATA.** All numbers are made up by a program to show how the service works. "
    "They say nothing about real people or places."
)
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

# ---- filters and figures ----------------------------------------------------------------------------

FILTER_LABELS = {
    "indicator_id": "Indicator",
    "place_level": "Kind of place",
    "place_ids": "Places",
    "period_level": "Kind of period",
    "periods": "Periods",
    "activity_ids": "Activities",
    "breakdown": "Split by",
    "categories": "Categories",
}
FILTER_EMPTY = {
    "place_ids": "All places",
    "periods": "All periods",
    "activity_ids": "All activities together",
    "categories": "All categories",
}
TABLE_HEADING = "Table of the same cells"
DOWNLOAD_SVG = "Download SVG"
DOWNLOAD_PNG = "Download PNG"
DOWNLOAD_CSV = "Download CSV"
METHOD_LINK = "How to read withheld cells"
WITHHELD_NONE = "No cell of this figure is withheld."
WITHHELD_ONE = (
    "1 of {total} cells is withheld, so that nobody can be recognised. "
    "It can be any number in the interval given for it, or any at all where none is given: do not read it as zero."
)
WITHHELD_MANY = (
    "{count} of {total} cells are withheld, so that nobody can be recognised. "
    "A withheld cell can be any number in the interval given for it, or any at all where none is given: "
    "do not read it as zero."
)

NO_VALUE_NOTE = (
    "No cell of this selection has a published value. Larger groups are shown more often: try countries or the whole "
    "project instead of cities, all activities together, no breakdown, or another period."
)
ROUNDED_NOTE = (
    "Counts of people are rounded to multiples of {base}: the true count is up to {less} smaller or larger, and 0 "
    "stands for 0 to {less}. Totals can differ from the sum of their parts."
)
RANGE_NOTE = (
    "A share or mean of rounded counts is shown as the range that the counts behind it leave possible, and never as "
    "one number."
)
PROVISIONAL_NOTE = "Provisional means that something that belongs to the number has not been reported."
TOO_EARLY_NOTE = (
    "Too early means that the number cannot exist yet: nobody has reported the quarter, the follow-up time has not "
    "passed, or it is a sum of people over a year or the whole period, which is published when that is over."
)

SIGNED_IN_AS = "{email}\n{role}"
RELEASE_LINE = "{project} · release {number}, published {date}"
RELEASE_LINE_UP_TO = "{project} · release {number}, published {date}, with reports up to {quarter}"

# ---- overview ---------------------------------------------------------------------------------------

INTERVAL = "between {lower} and {upper}"
INTERVAL_OPEN = "{lower} or more"
RANGE = "{lower} to {upper}"
ABOUT_VALUE = "about {value}"
RANGE_SHORT = "a range, because the counts behind it are rounded"
STATUS_IN_PLACE_OF_VALUE = {
    "shown": "–",
    "provisional": "–",
    "withheld": "withheld",
    "not_reported": "not reported",
    "cannot_exist": "too early",
    "no_cases": "no cases",
    "range": "–",
    "provisional_range": "–",
    "none": "not published",
}
PROVISIONAL_SHORT = "provisional: not all of it was reported"
TARGET_NONE = "no target"
TARGET_UP = "target: at least {aim}"
TARGET_DOWN = "target: at most {aim}"
TARGET_UP_FOR = "target for {period}: at least {aim}"
TARGET_DOWN_FOR = "target for {period}: at most {aim}"
AWAITS_THE_END = "the number for the whole period is published when the period is over"
TARGET_REACHED = "reached"
TARGET_NOT_REACHED = "not reached yet"
TARGET_PROGRESS = "{share} of the target"
TARGET_PROGRESS_ABOUT = "about {share} of the target"

HEADLINES_HEADING = "Headline indicators, whole project"
HEADLINES_INTRO = (
    "Every card says which period it is about. A sum of people over a year or over the whole period is published "
    "only when that is over; until then the card shows the latest quarter or year that is known."
)
REPORTED_HEADING = "Who has reported"
REPORTED_SUMMARY = "{reported} of the {expected} reports that were due when this release was made are in it."
REPORT_STATES = {"reported": "✓ in", "missing": "missing", "": ""}
REPORTED_TABLE = "Table of the same reports"
REPORTED_FILE = "reports_release-{release}"
PARTNER_COLUMN = "Partner"
WITHHELD_HEADING = "What is withheld, and why"
WITHHELD_COLUMNS = (
    "Kind of place",
    "Shown",
    "Provisional",
    "Withheld",
    "Not reported",
    "Too early",
    "Withheld share",
)
WITHHELD_WHY = (
    "Groups are small, and a small number can tell who is meant. A count of people from 1 to {largest} is therefore "
    "withheld, and so is every other cell from which it could be worked out by adding, subtracting or dividing, "
    "and totals to which fewer than {contributors} partners contribute. "
    "Which of the withheld cells are the small ones is not published; where published cells set limits to a "
    "withheld one, the limits are given. The table counts cells, not people."
)
CELLS_TABLE = "Cells by kind of place"
ROUNDED_HEADING = "How counts are protected"
ROUNDED_WHY = (
    "Groups are small, and a small number can tell who is meant. Every count of people is therefore rounded to a "
    "multiple of {base}, up or down by at most {less}, and a count that was published once keeps its rounded value. A "
    "number with ≈ or *about* is rounded; shares and means are ranges. Nothing is withheld, and other counts than of "
    "people are exact. The table counts cells, not people."
)
WITHHELD_COLUMNS_EXPLAINED = (
    "*Provisional*: something that belongs to the sum has not been reported. "
    "*Too early*: quarters that nobody has reported yet, outcomes whose follow-up time has not passed, and sums of "
    "people over a year or the whole period that is not over. "
    "*Withheld share*: of the cells that are shown, provisional or withheld."
)

# ---- about ------------------------------------------------------------------------------------------

ABOUT_PROJECT = "The project"
ABOUT_READ = "How to read a withheld cell"
ABOUT_READ_ROWS = (
    ("Shown", "A full bar or mark, a number", "The published value."),
    (
        "Provisional",
        "A hollow bar or mark, a number marked provisional",
        "The published value; a report is missing, or something that belongs to the sum was marked as not collected.",
    ),
    (
        "Withheld",
        "A hatched bar from one end of its interval to the other, with an arrow where it goes on beyond the chart; an "
        "open triangle where no limit is published",
        "The value exists and is not published. It can be any number in its interval, if one is given, which follows "
        "from the published cells alone. Do not read it as zero, and do not draw a line through it.",
    ),
    ("Not reported", "A cross", "No report has given this value, or it was marked as not collected."),
    (
        "Too early",
        "An hourglass",
        "It cannot exist yet: nobody has reported the quarter, the follow-up time has not passed, or it is a sum of "
        "people over a year or over the whole period that is not over. Such a sum waits for "
        "the end, because two of them, one report apart, would tell what that report said.",
    ),
    ("No cases", "A circle with a cross", "A share of nothing: the published denominator is 0."),
)
ABOUT_READ_ROUNDED_ROWS = (
    (
        "Rounded",
        "A number with ≈ or about, a bar or mark at that number",
        "A count of people, rounded up or down to a multiple of the rounding base and less than one base away. Its "
        "interval is in the table of the figure and in the CSV file.",
    ),
    (
        "Range",
        "A dotted bar from end to end; an open diamond where there is no upper end",
        "A share or mean of rounded counts. It is somewhere between the ends; the middle is not a better guess.",
    ),
)
ABOUT_READ_COLUMNS = ("What it is called", "How it is drawn", "What it means")
ABOUT_INDICATORS = "Indicators and their definitions"
ABOUT_INDICATOR_COLUMNS = ("Indicator", "Unit", "Definition", "Source")
ABOUT_NO_OBJECTIVE = "Other indicators"
ABOUT_ACTIVITIES = "Activities"
ABOUT_ACTIVITY_COLUMNS = ("Activity", "Type", "Quarters", "Description")
ABOUT_PLACEHOLDER = "To be described by the partner. {description}"
ABOUT_DEFINITIONS_FROM = (
    "Definitions come from the catalogue as it was when the release was made. Each names its source."
)
ABOUT_RELEASE = "This release"
ABOUT_RELEASE_COLUMNS = ("What", "Value")
ABOUT_RELEASE_ROWS = (
    "Release",
    "Published",
    "Reason",
    "Quarters",
    "Catalogue (SHA-256)",
    "Disclosure policy (SHA-256)",
    "Software",
)
QUEUE_SENT = "Sent by {who} on {at} as {file}"
PUBLISH_NEW = "{count} of them were not in the last release."
PUBLISH_NEW_FEW = {
    0: "None of them is new: the last release had them all.",
    1: "1 of them was not in the last release.",
}
PUBLISH_MISSING_LIST = "Reports that are due and missing"
MISSING_COLUMNS = ("Partner", "Quarters")
CELL_COLUMNS = ("Place", "Activity", "Category")
COMPARE_INTRO = (
    "Choose an indicator and what to put side by side. The address of this page always holds your choice, "
    "so you can send it to somebody who may sign in."
)
PARTICIPATION_INTRO = "How many people took part, over the project period."
EACH_ACTIVITY = "Each activity"

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
