"""A sealed file is genuine as it left, and nothing else is."""

from __future__ import annotations

import io
import random
import stat
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.errors import OutcomesError
from pipelines.seal import KEY_FILE, UNSEALED, is_genuine, seal_key, sealed, sealing_of


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("a.txt", "first")
    return buffer.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 9 + b"\0\0\0\0IEND\xaeB`\x82"
PAYLOADS = {
    "text": f'<svg seal="{UNSEALED}">one</svg>'.encode(),
    "rows": f"a,{UNSEALED}\r\nb,{UNSEALED}\r\n".encode(),
    "png": PNG,
    "pdf": b"%PDF-1.7\nobjects\n%%EOF",
    "archive": archive(),
}


@pytest.mark.parametrize("name", PAYLOADS)
def test_sealed_file_is_genuine_with_its_own_key_only(name: str, tmp_path: Path) -> None:
    sealing, other = sealing_of(tmp_path / "a"), sealing_of(tmp_path / "b")
    file = sealed(PAYLOADS[name], sealing)

    assert is_genuine(file, sealing)
    assert not is_genuine(file, other)
    assert not is_genuine(PAYLOADS[name], sealing)
    assert sealed(PAYLOADS[name], sealing) == file


@pytest.mark.parametrize("name", PAYLOADS)
def test_any_other_byte_anywhere_is_found(name: str, tmp_path: Path) -> None:
    sealing = sealing_of(tmp_path)
    file = sealed(PAYLOADS[name], sealing)
    for at in range(len(file)):
        for bit in range(8):
            changed = bytearray(file)
            changed[at] ^= 1 << bit
            assert not is_genuine(bytes(changed), sealing), (at, bit)


@pytest.mark.parametrize("name", PAYLOADS)
def test_cut_lengthened_or_shuffled_file_is_found(name: str, tmp_path: Path) -> None:
    sealing = sealing_of(tmp_path)
    file = sealed(PAYLOADS[name], sealing)
    others = [file[:n] for n in range(len(file))] + [file[n:] for n in range(1, len(file))]
    others += [file + b"\n", b"\n" + file, file + file]

    assert not any(is_genuine(other, sealing) for other in others)


def test_seal_of_one_kind_of_file_is_none_of_another(tmp_path: Path) -> None:
    sealing = sealing_of(tmp_path)
    kinds = {name: sealed(payload, sealing) for name, payload in PAYLOADS.items()}

    assert len({file.split(b"prepare-seal-")[1][:64] for file in kinds.values()}) == len(kinds)


def test_random_bytes_and_nothing_are_not_genuine(tmp_path: Path) -> None:
    sealing = sealing_of(tmp_path)
    chance = random.Random("seal")
    starts = (b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"PK\x03\x04", UNSEALED.encode())
    for start in starts:
        assert not is_genuine(start, sealing)
        assert not any(
            is_genuine(start + chance.randbytes(chance.randint(0, 200)), sealing) for _ in range(500)
        )


def test_text_and_archive_without_a_place_are_not_sealed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no place"):
        sealed(b"a,b\r\n", sealing_of(tmp_path))
    with pytest.raises(ValueError, match="no place"):
        sealed(b"PK\x03\x04 and no end", sealing_of(tmp_path))


def test_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: seal_key(tmp_path / "data"), range(32)))

    assert len(keys) == 1
    path = tmp_path / "data" / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [KEY_FILE]


def test_key_that_is_none_is_refused_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"short")

    with pytest.raises(OutcomesError, match="Restore it from a backup"):
        seal_key(tmp_path)
    assert (tmp_path / KEY_FILE).read_bytes() == b"short"
