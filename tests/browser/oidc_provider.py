"""Real OpenID Connect providers on loopback, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.browser.npm import install
from tests.browser.server import free_port

NODE_PROVIDER = Path(__file__).resolve().parent / "node_provider"
START_SECONDS = 30
Claims = Mapping[str, str | bool]


@contextmanager
def provider(people: Mapping[str, Claims], log: Path) -> Iterator[str]:
    """Its issuer, until the block ends; it knows some people, by what they type there, and their claims."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    for subject, claims in people.items():
        command += ["--user-claims", json.dumps({"sub": subject, **claims})]
    with _running(command, port, log, log.parent) as issuer:
        yield issuer


def install_node_provider(directory: Path) -> bool:
    """Put the provider that requires PKCE there; false when npm is missing or cannot reach its registry."""
    return install(NODE_PROVIDER, directory)


@contextmanager
def node_provider(directory: Path, callback: str, people: Mapping[str, Claims]) -> Iterator[str]:
    """The issuer of a provider that was installed, until the block ends; it requires PKCE."""
    port = free_port()
    command = ["node", "provider.mjs", str(port), callback, json.dumps(people)]
    with _running(command, port, directory / "provider.log", directory) as issuer:
        yield issuer


@contextmanager
def _running(command: Sequence[str], port: int, log: Path, directory: Path) -> Iterator[str]:
    issuer = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=directory)
        try:
            _wait_for(f"{issuer}/.well-known/openid-configuration", process)
            yield issuer
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the provider did not answer")
