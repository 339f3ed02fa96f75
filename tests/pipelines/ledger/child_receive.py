"""Receives uploads until it is killed; writes a line for each one that was acknowledged."""

from __future__ import annotations

import os
import sys

from pipelines.ledger import Ledger

from .samples import AT


def main(url: str, worker: str) -> None:
    with Ledger.open(url) as ledger:
        number = 0
        while True:
            number += 1
            data = os.urandom(20_000) + f"{worker} {number}".encode()
            receipt = ledger.receive(data, f"{worker}-{number}.xlsx", f"{worker}@example.org", AT)
            sys.stdout.write(f"{receipt.upload_id} {receipt.sha256} {receipt.file_name}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
