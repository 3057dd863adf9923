"""``python -m tests.faults``: strike everywhere, print the table, write it to docs.

With the number of a part: strike there only, and print a line of JSON for each kind of fault,
``[fault, places struck, what was wrong]``.
"""

from __future__ import annotations

import json
import sys
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


def one(number: int) -> None:
    """Strike in one scene."""
    with TemporaryDirectory(prefix="perfxl-faults-") as root:
        for strike, account in PARTS[number].struck(Path(root) / "stage"):
            print(json.dumps([strike.value, account.points, account.problems]), flush=True)


if __name__ == "__main__":
    one(int(sys.argv[1])) if sys.argv[1:] else main()
