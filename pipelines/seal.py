"""The seal of a file that is given out: whether a file came from here, and is byte for byte as it left.

A seal is a keyed hash (HMAC-SHA256) over all bytes of a file except its own. The key is a secret of the workspace, so
that nobody else can seal a file. A file is genuine only if it is exactly what sealing its payload again gives: one
changed byte anywhere is found, without reading anything of what is in the file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import struct
import tempfile
import zlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from pipelines.errors import OutcomesError

KEY_FILE = "seal.key"
KEY_BYTES = 32
PREFIX = "prepare-seal-"
UNSEALED = PREFIX + "0" * 64
"""What stands in a text before it is sealed."""

Sealing: TypeAlias = "Callable[[Kind, bytes], str]"
"""Kind and payload of a file -> its seal, 64 hexadecimal digits."""


class Kind(StrEnum):
    """Where a file keeps its seal."""

    TEXT = "text"
    """In the text, in place of UNSEALED, as often as it stands there: SVG, JSON, CSV, Markdown, Parquet."""
    PNG = "png"
    """A chunk of its own before the last one."""
    PDF = "pdf"
    """A comment after the end."""
    ARCHIVE = "archive"
    """The comment of a ZIP archive: XLSX, ZIP."""


_TOKEN = re.compile(PREFIX.encode() + rb"([0-9a-f]{64})")
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_END = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
_PNG_CHUNK = b"seAL"
"""Ancillary, private, and not safe to copy: a program that changes the picture drops it."""
_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_END_BYTES = 22
_TOKEN_BYTES = len(UNSEALED)


# ---- the key -------------------------------------------------------------------------------------------


def sealing_of(data_dir: Path) -> Sealing:
    """The seal of a workspace; its key is made when it is first needed.

    Errors: OutcomesError when the key cannot be read or written, or is not a key.
    """
    key = seal_key(data_dir)

    def sealing(kind: Kind, payload: bytes) -> str:
        return hmac.new(key, kind.value.encode() + b"\0" + payload, hashlib.sha256).hexdigest()

    return sealing


def seal_key(data_dir: Path) -> bytes:
    """The secret of a workspace, made on first use; of several that make it at once, one wins and all take it."""
    path = data_dir / KEY_FILE
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_bytes()
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be read") from error
    if len(key) != KEY_BYTES:
        raise _unusable(path, "it is not a key")
    return key


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".seal-", dir=path.parent)  # only its owner can read it
    try:
        with open(descriptor, "wb") as handle:
            handle.write(secrets.token_bytes(KEY_BYTES))
            handle.flush()
            os.fsync(handle.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
    finally:
        os.unlink(name)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _unusable(path: Path, why: str) -> OutcomesError:
    return OutcomesError(
        title="The seal of exported files cannot be used",
        message=f"'{path}': {why}. Without it no file can be sealed or verified. Restore it from a backup; a new key "
        "would make every file that was ever given out look altered.",
    )


# ---- sealing and verifying --------------------------------------------------------------------------------


def sealed(payload: bytes, sealing: Sealing) -> bytes:
    """A file with its seal.

    Errors: ValueError when there is no place for it.
    """
    kind = kind_of(payload)
    return attach(kind, payload, sealing(kind, payload))


def is_genuine(file: bytes, sealing: Sealing) -> bool:
    """Whether a file is exactly as it left here; false for anything else, whatever it is."""
    kind = kind_of(file)
    found = detach(kind, file)
    if found is None:
        return False
    payload, claimed = found
    seal = sealing(kind, payload)
    # What is compared first is what nobody else can know; then every byte that the seal does not cover.
    return hmac.compare_digest(seal, claimed) and attach(kind, payload, seal) == file


def kind_of(file: bytes) -> Kind:
    """Where a file keeps its seal, by how it begins."""
    if file.startswith(_PNG_START):
        return Kind.PNG
    if file.startswith(b"%PDF-"):
        return Kind.PDF
    return Kind.ARCHIVE if file.startswith(b"PK\x03\x04") else Kind.TEXT


def attach(kind: Kind, payload: bytes, seal: str) -> bytes:
    """A payload with a seal.

    Errors: ValueError when it has no place for one.
    """
    token = f"{PREFIX}{seal}".encode()
    if kind is Kind.TEXT and UNSEALED.encode() in payload:
        return payload.replace(UNSEALED.encode(), token)
    if kind is Kind.PNG and payload.endswith(_PNG_END):
        body = _PNG_CHUNK + token
        chunk = struct.pack(">I", len(token)) + body + struct.pack(">I", zlib.crc32(body))
        return payload[: -len(_PNG_END)] + chunk + _PNG_END
    if kind is Kind.PDF:
        return payload + b"\n%" + token + b"\n"
    if kind is Kind.ARCHIVE and _has_bare_end(payload):
        return payload[:-2] + struct.pack("<H", len(token)) + token
    raise ValueError("there is no place for a seal")


def detach(kind: Kind, file: bytes) -> tuple[bytes, str] | None:
    """Payload and seal of a file; null when it has none. Nothing of the payload is read."""
    if kind is Kind.TEXT:
        token = _TOKEN.search(file)
        return (_TOKEN.sub(UNSEALED.encode(), file), token[1].decode()) if token else None
    tail = {
        Kind.PNG: len(_PNG_END) + 12 + _TOKEN_BYTES,
        Kind.PDF: 3 + _TOKEN_BYTES,
        Kind.ARCHIVE: 2 + _TOKEN_BYTES,
    }[kind]
    payload, end = file[:-tail], file[-tail:]
    token = _TOKEN.search(end)
    if token is None:
        return None
    rest = {Kind.PNG: _PNG_END, Kind.PDF: b"", Kind.ARCHIVE: b"\0\0"}[kind]
    return payload + rest, token[1].decode()


def _has_bare_end(payload: bytes) -> bool:
    """Whether an archive ends without a comment."""
    return payload[-_ARCHIVE_END_BYTES:].startswith(_ARCHIVE_END) and payload.endswith(b"\0\0")
