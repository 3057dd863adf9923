"""The mark by which a report of ours is known again: it is no form, whatever its tables say."""

from __future__ import annotations

from perfxl.forms.grids.archive import Archive

CATEGORY = "perfxl 自评报告"
"""In the document's property 类别, which Word, WPS and LibreOffice keep."""

_PROPERTIES = "docProps/core.xml"


def is_report(data: bytes, *, file: str) -> bool:
    """Whether a .docx is a report that ``perfxl report`` wrote.

    Raises:
        InputError: the file is damaged.
        LimitError: it exceeds a limit.
    """
    archive = Archive(data, file=file)
    return _PROPERTIES in archive and CATEGORY.encode() in archive.read(_PROPERTIES)
