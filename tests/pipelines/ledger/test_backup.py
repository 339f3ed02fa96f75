"""Backups of a ledger from and into every database; what else they promise is in tests/pipelines/test_backup.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.backup import back_up, restore
from pipelines.errors import PolicyError
from pipelines.ledger import Ledger
from pipelines.settings import load_settings

from .samples import AT, add_draft


def test_backup_of_any_ledger_restores_into_a_file(ledger: Ledger, tmp_path: Path) -> None:
    draft = add_draft(ledger)
    back_up(ledger, load_settings({"PREPARE_DATA": str(tmp_path)}), tmp_path / "backup.tar", AT)
    settings = load_settings({"PREPARE_DATA": str(tmp_path / "restored")})

    restore(tmp_path / "backup.tar", settings)

    with Ledger.open(settings.ledger_url) as restored:
        assert restored.submissions() == (draft,)
        assert restored.trail_head() == ledger.trail_head()
        assert restored.verify() == ()


def test_backup_restores_into_any_empty_ledger_and_into_no_other(ledger_url: str, tmp_path: Path) -> None:
    with Ledger.open(f"sqlite:///{tmp_path}/original.sqlite") as original:
        draft, head = add_draft(original), original.trail_head()
        back_up(original, load_settings({"PREPARE_DATA": str(tmp_path)}), tmp_path / "backup.tar", AT)
    settings = replace(load_settings({"PREPARE_DATA": str(tmp_path / "restored")}), ledger_url=ledger_url)

    restore(tmp_path / "backup.tar", settings)

    with Ledger.open(ledger_url) as restored:
        assert (restored.submissions(), restored.trail_head()) == ((draft,), head)
        assert restored.verify() == ()
    with pytest.raises(PolicyError, match="not empty"):
        restore(tmp_path / "backup.tar", replace(settings, data_dir=tmp_path / "again"))
    assert not (tmp_path / "again").exists()
