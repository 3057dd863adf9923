"""Links that open a file at a cell, for ``HYPERLINK`` formulas.

Excel, WPS and LibreOffice take ``file.xlsx#'sheet'!A1`` with a path relative to the workbook
that holds the link, so a folder of results can be moved as a whole.
"""

from __future__ import annotations

import os
from pathlib import Path

from perfxl.core.evaluation import Place
from perfxl.regex import regex

# Cells of other documents ("表1第3行第2列") cannot be addressed; the file alone can.
_CELL = regex(r"[A-Z]{1,3}[1-9][0-9]*")


def link_target(place: Place, folder: Path) -> str:
    """What a link in a workbook in ``folder`` must say to open ``place``; ``""`` without a file."""
    if not place.file:
        return ""
    try:
        path = Path(os.path.relpath(place.file, folder)).as_posix()
    except ValueError:  # another drive of Windows
        path = Path(place.file).resolve().as_posix()
    # "#" would begin the place inside the file, "%" an escape.
    path = path.replace("%", "%25").replace("#", "%23")
    if not place.sheet or not _CELL.fullmatch(place.cell):
        return path
    sheet = place.sheet.replace("'", "''")
    return f"{path}#'{sheet}'!{place.cell}"


def link_label(place: Place) -> str:
    """A short name of ``place``: file name, sheet, cell."""
    return str(Place(Path(place.file).name, place.sheet, place.cell)) if place.file else ""
