"""Write the snapshots anew, after a figure was changed on purpose: python -m tests.dashboard.charts.regenerate"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from dashboard.model import Figure
from dashboard.queries import open_release
from tests.dashboard.charts.examples import EXAMPLES
from tests.dashboard.release_fixture import write_release

SNAPSHOTS = Path(__file__).parent / "snapshots"


def snapshot_text(figure: Figure) -> str:
    """A figure as the text of its snapshot."""
    return json.dumps(figure, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    SNAPSHOTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        reader = open_release(write_release(Path(folder)))
        for name, figure in EXAMPLES.items():
            (SNAPSHOTS / f"{name}.json").write_text(snapshot_text(figure(reader)), encoding="utf-8")
        reader.close()


if __name__ == "__main__":
    main()
