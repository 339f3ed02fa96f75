from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import OutcomesError
from pipelines.settings import REPOSITORY_ROOT, load_settings


def test_load_settings_empty_environment_gives_defaults() -> None:
    settings = load_settings({})

    data_dir = REPOSITORY_ROOT / "data" / "local"
    assert settings.data_dir == data_dir
    assert settings.releases_dir == data_dir / "releases"
    assert settings.warehouse_dir == data_dir / "warehouse"
    assert settings.catalogue_dir == REPOSITORY_ROOT / "data" / "catalogue"
    assert settings.ledger_url == f"sqlite:///{data_dir}/ledger.sqlite"
    assert settings.port == 8501
    assert settings.base_url is None


def test_load_settings_blank_variables_count_as_not_set() -> None:
    blank = {
        "PREPARE_DATA": " ",
        "PREPARE_CATALOGUE": "",
        "PREPARE_LEDGER_URL": "",
        "PREPARE_PORT": "",
        "PREPARE_BASE_URL": "",
    }
    assert load_settings(blank) == load_settings({})


def test_load_settings_relative_paths_start_at_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    settings = load_settings({"PREPARE_DATA": "../elsewhere", "PREPARE_CATALOGUE": "data/other"})

    assert settings.data_dir == REPOSITORY_ROOT.parent / "elsewhere"
    assert settings.catalogue_dir == REPOSITORY_ROOT / "data" / "other"
    assert settings.ledger_url == f"sqlite:///{REPOSITORY_ROOT.parent}/elsewhere/ledger.sqlite"


def test_load_settings_absolute_data_directory_moves_the_ledger(tmp_path: Path) -> None:
    settings = load_settings({"PREPARE_DATA": str(tmp_path)})

    assert settings.data_dir == tmp_path
    assert settings.ledger_url == f"sqlite:///{tmp_path}/ledger.sqlite"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("sqlite:///own/ledger.sqlite", f"sqlite:///{REPOSITORY_ROOT}/own/ledger.sqlite"),
        ("sqlite:////srv/ledger.sqlite", "sqlite:////srv/ledger.sqlite"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql://host/outcomes", "postgresql://host/outcomes"),
    ],
    ids=["relative", "absolute", "memory", "other database"],
)
def test_load_settings_ledger_url_is_kept_with_an_absolute_path(given: str, expected: str) -> None:
    assert load_settings({"PREPARE_LEDGER_URL": given}).ledger_url == expected


def test_load_settings_reads_port_and_address() -> None:
    settings = load_settings({"PREPARE_PORT": "0", "PREPARE_BASE_URL": "https://outcomes.example.org/"})

    assert settings.port == 0
    assert settings.base_url == "https://outcomes.example.org"


@pytest.mark.parametrize("port", ["web", "-1", "65536", "8501.0", "٣"])
def test_load_settings_unusable_port_is_refused_by_name(port: str) -> None:
    with pytest.raises(OutcomesError, match="PREPARE_PORT"):
        load_settings({"PREPARE_PORT": port})


@pytest.mark.parametrize("address", ["outcomes.example.org", "ftp://x.org", "https://", "https://x.org/?a=1"])
def test_load_settings_unusable_address_is_refused_by_name(address: str) -> None:
    with pytest.raises(OutcomesError, match="PREPARE_BASE_URL"):
        load_settings({"PREPARE_BASE_URL": address})


def test_load_settings_without_argument_reads_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREPARE_DATA", str(tmp_path))

    assert load_settings().data_dir == tmp_path


def test_load_settings_reads_names_mail_and_provider() -> None:
    settings = load_settings(
        {
            "PREPARE_ALLOWED_HOSTS": "Outcomes.example.org, 10.0.0.5 [::1]",
            "PREPARE_SMTP_URL": "smtp+starttls://monitor:secret@mail.example.org:587",
            "PREPARE_MAIL_FROM": "outcomes@example.org",
            "PREPARE_OIDC_ISSUER": "https://login.example.org/",
            "PREPARE_OIDC_CLIENT_ID": "monitor",
            "PREPARE_OIDC_CLIENT_SECRET": "secret",
        }
    )

    assert settings.allowed_hosts == ("outcomes.example.org", "10.0.0.5", "::1")
    assert settings.mail_from == "outcomes@example.org"
    assert settings.oidc is not None
    assert settings.oidc.issuer == "https://login.example.org"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("name", ["http://x.org", "x.org:8501", "x.org/path", "a@x.org"])
def test_load_settings_unusable_host_name_is_refused_by_name(name: str) -> None:
    with pytest.raises(OutcomesError, match="PREPARE_ALLOWED_HOSTS"):
        load_settings({"PREPARE_ALLOWED_HOSTS": name})


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://x.org", "smtp://", "smtp://u:secret@x.org:99999"]
)
def test_load_settings_unusable_mail_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(OutcomesError, match="PREPARE_SMTP_URL") as refused:
        load_settings({"PREPARE_SMTP_URL": url, "PREPARE_MAIL_FROM": "outcomes@example.org"})

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("sender", ["", "outcomes", "a@b\nBcc: c@d"])
def test_load_settings_mail_without_a_sender_is_refused(sender: str) -> None:
    with pytest.raises(OutcomesError, match="PREPARE_MAIL_FROM"):
        load_settings({"PREPARE_SMTP_URL": "smtp://x.org", "PREPARE_MAIL_FROM": sender})


@pytest.mark.parametrize("issuer", ["", "http://login.example.org", "login.example.org"])
def test_load_settings_unusable_provider_is_refused(issuer: str) -> None:
    given = {
        "PREPARE_OIDC_ISSUER": issuer,
        "PREPARE_OIDC_CLIENT_ID": "monitor",
        "PREPARE_OIDC_CLIENT_SECRET": "secret",
    }

    with pytest.raises(OutcomesError, match="PREPARE_OIDC_ISSUER") as refused:
        load_settings(given)

    assert "secret" not in str(refused.value).replace("PREPARE_OIDC_CLIENT_SECRET", "")
