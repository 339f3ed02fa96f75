"""A release of many cells, made from a synthetic one by copying its places and activities; synthetic too."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import duckdb

REASON = "Enlarged to measure with (synthetic)"
ENLARGED = {
    "published_cell": """
        select c.* replace (
            case when p.k > 0 then c.place_id || '-' || p.k else c.place_id end as place_id,
            case when a.k > 0 then c.activity_id || '-' || a.k else c.activity_id end as activity_id
        )
        from published_cell c
        join copy p on p.k = 0 or c.place_level = 'local'
        join copy a on a.k = 0 or c.activity_id <> '_T'
        order by c.place_level, place_id, c.period_level, c.period, activity_id, c.measure_id, c.breakdown, c.category
    """,
    "place": """
        select t.* replace (
            case when k > 0 then t.place_id || '-' || k else t.place_id end as place_id,
            case when k > 0 then t.label || ' ' || (k + 1) else t.label end as label,
            t.sort + 1000 * k as sort
        )
        from place t join copy on k = 0 or t.place_level = 'local'
    """,
    "activity": """
        select t.* replace (
            case when k > 0 then t.activity_id || '-' || k else t.activity_id end as activity_id,
            case when k > 0 then t.label || ' ' || (k + 1) else t.label end as label,
            t.sort + 1000 * k as sort
        )
        from activity t join copy on k = 0 or t.activity_id <> '_T'
    """,
    "activity_place": """
        select t.* replace (
            case when a.k > 0 then t.activity_id || '-' || a.k else t.activity_id end as activity_id,
            case when p.k > 0 then t.place_id || '-' || p.k else t.place_id end as place_id
        )
        from activity_place t cross join copy a cross join copy p
    """,
    "report": """
        select t.* replace (
            case when k > 0 then t.partner_id || '-' || k else t.partner_id end as partner_id,
            case when k > 0 then t.partner_label || ' ' || (k + 1) else t.partner_label end as partner_label,
            case when k > 0 then t.place_id || '-' || k else t.place_id end as place_id
        )
        from report t cross join copy
    """,
}
"""Table of a release -> what it holds when places and activities are there many times."""


def enlarge(directory: Path, cells: int) -> int:
    """Make the release in a directory hold at least so many cells; gives how many it then has.

    Only its database is changed, so it no longer is what its manifest says: never do this to a release that is used.
    """
    with duckdb.connect(str(directory / "release.duckdb")) as connection:
        times = _times(connection, cells)
        connection.execute("create temp table copy as select range as k from range($n)", {"n": times})
        for table, question in ENLARGED.items():
            connection.execute(f"create temp table larger as {question}")
            connection.execute(f"delete from {table}")
            connection.execute(f"insert into {table} select * from larger")
            connection.execute("drop table larger")
        connection.execute("update release_info set synthetic = true, reason = $reason", {"reason": REASON})
        row = connection.execute("select count(*) from published_cell").fetchone()
    return int(row[0]) if row else 0


def _times(connection: duckdb.DuckDBPyConnection, cells: int) -> int:
    """How often places and activities must be there: the least that makes so many cells."""
    row = connection.execute("""
        select count(*) filter (places and activities), count(*) filter (places <> activities), count(*)
        from (select place_level = 'local' as places, activity_id <> '_T' as activities from published_cell)
    """).fetchone()
    both, one, every = row or (0, 0, 0)
    others = every - both - one
    if not both:
        raise ValueError("the release has no cells of a local activity to copy")
    return next(n for n in count(1) if both * n * n + one * n + others >= cells)
