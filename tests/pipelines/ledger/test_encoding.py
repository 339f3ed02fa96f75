from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.ledger import encoding

from .samples import BLOCKING, NOTICE, observations


def test_encode_observations_same_rows_in_any_order_give_the_same_bytes() -> None:
    frame = observations("malaga", "2018-Q2", tuple(range(50)))

    encoded = encoding.encode_observations(frame)

    assert encoding.encode_observations(frame.sample(fraction=1, shuffle=True, seed=1)) == encoded
    assert encoding.encode_observations(frame.select(reversed(frame.columns))) == encoded
    assert encoding.encode_observations(pl.concat([frame[:20], frame[20:]], rechunk=False)) == encoded


def test_encode_observations_drops_columns_that_do_not_belong() -> None:
    frame = observations("malaga", "2018-Q2")

    assert encoding.encode_observations(frame.with_columns(name=pl.lit("x"))) == encoding.encode_observations(
        frame
    )


def test_encode_observations_wrong_type_is_refused() -> None:
    frame = observations("malaga", "2018-Q2").with_columns(pl.col("value").cast(pl.Float64))

    with pytest.raises(pl.exceptions.SchemaError, match="value"):
        encoding.encode_observations(frame)


def test_decode_observations_keeps_nulls_and_empty_frames() -> None:
    frame = observations("malaga", "2018-Q2", (None, 0))

    decoded = encoding.decode_observations(
        [("a", encoding.encode_observations(frame.clear())), ("b", encoding.encode_observations(frame))]
    )

    assert_frame_equal(decoded, frame.with_columns(submission_id=pl.lit("b")))


def test_findings_come_back_as_they_were() -> None:
    findings = (NOTICE, BLOCKING)

    assert encoding.decode_findings(encoding.encode_findings(findings)) == findings
    assert encoding.decode_findings(encoding.encode_findings(())) == ()
