"""Check a file: drop it, learn whether it is genuine and current, and open its view again."""

import streamlit as st

from dashboard import export_wording as words
from dashboard import genuine, here
from dashboard.access.session import require_account
from dashboard.components import frame, verification
from pipelines.roles import Act

require_account(Act.READ_RELEASE)
frame.show_title("verify")
st.write(here.speaker().say(words.VERIFY_INTRO))

file = verification.drop()
if file is not None:
    verification.show(genuine.examine(file.getvalue(), verification.shelf()))
