"""The peer of the dashboard: a page of Streamlit with one choice and one chart, and nothing else."""

import streamlit as st

COLOURS = ("#0072b2", "#d55e00")

st.title("One chart")
at = st.query_params.get("choice", "0")
choice = st.selectbox("Choice", list(range(10)), index=int(at) if at.isdecimal() else 0)
st.plotly_chart(
    {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": f"Series {series}",
                "x": list(range(12)),
                "y": [(choice + 3) * (x + series) % 17 for x in range(12)],
                "line": {"color": colour},
            }
            for series, colour in enumerate(COLOURS)
        ],
        "layout": {"height": 420},
    },
    theme=None,
    alt="Two lines",
)
