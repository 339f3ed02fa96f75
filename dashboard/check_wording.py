"""What a coordinator reads from the template to the receipt; said in the language of the workbook."""

from __future__ import annotations

from pipelines.marking.entries import KINDS as KINDS
from pipelines.marking.entries import WHOLE_FILE as WHOLE_FILE
from pipelines.model import STATE_NAMES
from pipelines.texts import text

TITLE = text("Submit")
INTRO = text(
    "Report for **{partner}**. Other cities never see your report, only what is published from it after protection."
)
QUARTER_LABEL = text("Quarter")
NO_QUARTER = text("No report is expected from your organisation.")
ALREADY_SENT = text(
    "The report for {quarter} is here ({state}). You need not do anything; a new file would replace it."
)
RETURNED_NOTE = text("**{quarter} was returned to you** by the project manager: {comment}")
OWN_HEADING = text("Your reports")
OWN_NONE = text("You have not sent any file yet.")
OWN_COLUMNS = (text("Quarter"), text("State"), text("Since"), text("Comment"), text("Report"))
STATES = STATE_NAMES
RECEIPT_HEADING = text("Receipt")
RECEIPT_TEXT = text(
    "Your report was received and submitted. Keep this receipt; the number proves which file you sent."
)
RECEIPT_BUTTON = text("Download the receipt")
RECEIPT_LINES = (
    text("Report"),
    text("Receipt"),
    text("File"),
    text("SHA-256"),
    text("Received"),
    text("Sent by"),
    text("State"),
)
LANGUAGE_LABEL = text("Language of the workbook and of the check")
RETURNED_BUTTON = text("Your file for {quarter} with the comments in it (XLSX)")
TEMPLATE_HEADING = text("1. Get the workbook")
TEMPLATE_TEXT = text(
    "The workbook lists your activities of the quarter, with one row for each measure. Save it under any name; "
    "LibreOffice and Excel both work."
)
TEMPLATE_BUTTON = text("Download the workbook for {quarter}")
UPLOAD_HEADING = text("2. Drop the filled workbook")
UPLOAD_LABEL = text("Filled workbook (XLSX, ODS or CSV, at most 5 MB)")
CHECK_HEADING = text("3. What the check found")
CHECK_CLEAN = text("Nothing to mend: every cell was understood.")
CHECK_BLOCKED = text(
    "This file cannot be submitted yet. Mend what blocks it in the workbook and drop it again."
)
CHECK_OPEN = text("This file can be submitted. Please read the points below first.")
CHECK_BALANCE = text("Cells read: {read}. Accepted: {accepted}. Rejected: {rejected}. Left blank: {blank}.")
STORED = text("The file is stored exactly as you sent it ({name}, received {at}).")
NOTHING_KEPT = text(
    "Nothing of this file was kept, neither its content nor its name; only that it was refused, and why."
)
NOT_SUBMITTED = text("It is not submitted yet.")
FINDINGS = text("Findings of the check")
COLUMNS = (text("Kind"), text("Cells"), text("What was found"), text("What to do"))
REASON_COLUMN = text("Why it is right")
SHOW_KINDS = text("Show")
DOWNLOADS = text("Take the findings along")
MARKED_BUTTON = text("Your file with every finding marked in it (XLSX)")
CSV_BUTTON = text("List of findings (CSV)")
JSON_BUTTON = text("List of findings (JSON)")
PREVIEW_HEADING = text("Look at a finding in your sheet")
PREVIEW_CHOICE = text("Finding")
ROW = text("Row")
CHANGES_HEADING = text("What changes against your last report")
CHANGES_NONE = text("Nothing: it says the same as your last report for {quarter}.")
CHANGES_COLUMNS = (text("Row"), text("Column"), text("Before"), text("Now"))
FORESEEN_HEADING = text("What others will see of it")
FORESEEN_BUTTON = text("Show what will be withheld")
FORESEEN_WAIT = text("Working out what must be withheld ...")
FORESEEN_TEXT = text(
    "Of your figures for the quarter, {shown} would be shown and {withheld} withheld, from this report alone. When the "
    "release puts all reports together, others may have to be withheld as well."
)
FORESEEN_NONE = text(
    "Your organisation reports for no place of its own, so only sums of all partners are shown."
)
FORESEEN_COLUMNS = (text("Figure"), text("Withheld because"))
SO_FAR = text("In the current release")
IS_SHOWN = text("shown")
IS_WITHHELD = text("withheld")
BECAUSE_SMALL = text("it is a small number of people, and might point to one of them")
BECAUSE_ONE_CATEGORY = text("all people would be in one category")
BECAUSE_FEW = text("too few partners contribute to it")
BECAUSE_EARLIER = text("it was withheld before")
BECAUSE_OTHERS = text("otherwise another figure could be worked out")
BECAUSE_OF = text("otherwise {figure} could be worked out")
CONFIRM_HEADING = text("4. Submit")
CONFIRM_TEXT = text(
    "These findings may be right. Tick each that is, and say why; the project manager reads it."
)
CONFIRM_TICK = text("It is right")
CONFIRM_WHY = text("Why?")
CONFIRM_MISSING = text(
    "Tick every finding that is right and say why, or correct the workbook and drop it again."
)
SUBMIT_BUTTON = text("Submit the report for {quarter}")
