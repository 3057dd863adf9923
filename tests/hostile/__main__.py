"""``python -m tests.hostile [WORD]``: open every hostile file, print the table, write it to docs.

With a word only the cases whose title or name holds it are opened, and nothing is written.
"""

from __future__ import annotations

import sys

from tests.hostile.table import DOCUMENT, Row, asked, document


def main(word: str = "") -> None:
    """Ask the worker about every case and door."""
    rows: list[Row] = []
    for row in asked(word):
        rows.append(row)
        print(row.line(), flush=True)
    if not word:
        DOCUMENT.write_text(document(rows), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
