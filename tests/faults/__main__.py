"""``python -m tests.faults``: strike everywhere, print the table, write it to docs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.table import DOCUMENT, PARTS, document, line


def main() -> None:
    """Strike in every scene."""
    lines = []
    with TemporaryDirectory(prefix="perfxl-faults-") as root:
        for number, part in enumerate(PARTS):
            for strike, account in part.struck(Path(root) / str(number)):
                lines.append(line(part.scene, strike, account))
                print(lines[-1], *account.problems, sep="\n  ", flush=True)
    DOCUMENT.write_text(document(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
