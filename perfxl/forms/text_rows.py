"""Pasted-table text as rows of cells.

When a table of Word or of a web page is pasted as text, every cell becomes a line that
begins with a tab and an empty line ends the row::

    →产出指标
    →数量指标
    →线上培训（次）
    →1

A line without a tab is a further paragraph of the cell above it.  Lines that hold tabs
elsewhere (a table pasted out of Excel) are a whole row each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from perfxl.errors import InputError, LimitError
from perfxl.regex import regex

MAX_BYTES = 2 * 1024 * 1024
"""Seventeen forms are 38 kB; this is room for nine hundred in one file."""
MAX_LINES = 200_000
"""Seventeen forms are 3,300 lines."""

_LINE_END = regex(r"\r\n|\r|\n")
_SPACE = regex(r"\s+")
_TITLE = regex(
    r"(?:附[件表]\d*[:：.]?)?(?:\d{4}年度?)?\S{0,12}?项目(?:支出)?绩效(?:目标)?自评表(?:[（(]\d{4}年度?[)）])?"
)
_YEAR_LINE = regex(r"[（(]\d{4}年度?[)）]")
_LONGEST_HEADING = 80
_FEW_CELLS = 4  # one of so many cells is followed by the next in the usual way
_LONGEST_ROWS = 60  # cells of a row, on average


class TextCell(NamedTuple):
    """A cell: the line it begins on (counted from 1), its text, and how many lines it takes."""

    line: int
    text: str
    lines: int = 1

    @property
    def bare(self) -> str:
        """The text without any white space, for comparison with a label."""
        return bare(self.text)


TextRow = tuple[TextCell, ...]


def bare(text: str) -> str:
    """``text`` without any white space: 绩    效  指标 is 绩效指标."""
    return _SPACE.sub("", text)


def is_title(text: str) -> bool:
    """Whether a bare line is the title of a form."""
    return _TITLE.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Whether a bare line is the fiscal year under the title: （2020年度）."""
    return _YEAR_LINE.fullmatch(text) is not None


def decode(data: bytes, *, file: str = "") -> str:
    """The text in ``data``: UTF-8 or UTF-16 with their marks, else GB18030 (which holds GBK).

    Raises:
        LimitError: there are more than :data:`MAX_BYTES` bytes or :data:`MAX_LINES` lines.
        InputError: the bytes are no text in these encodings.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(
            f"文本有{len(data)}字节，超过上限{MAX_BYTES}字节；请只保留自评表的文字后重试",
            file=file,
        )
    lines = max(data.count(b"\n"), data.count(b"\r"))
    if lines > MAX_LINES:
        raise LimitError(
            f"文本有{lines}行，超过上限{MAX_LINES}行；请只保留自评表的文字后重试", file=file
        )
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else _narrow(data))
    except UnicodeDecodeError as error:
        raise InputError(
            "不是文本文件（编码既不是UTF-8也不是GBK），或者不完整；请另存为UTF-8文本后重试",
            file=file,
        ) from error


def _narrow(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def rows(text: str, *, whole: bool = False) -> Iterator[TextRow]:
    """The rows of ``text`` in order; a title and a year line are always rows of their own.

    ``whole``: every line is a row.
    """
    row: list[list[str]] = []
    starts: list[int] = []
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    gap = row_gap(lines)
    empty = 0
    for number, line in enumerate(lines, 1):
        tabs = line.count("\t")
        empty = 0 if line.strip(" \r") else empty + 1
        if 0 < empty < gap:
            continue
        blank = not tabs and not line.strip()
        # An indicator may be named like a title; a title begins a row or has no tab.
        heading = (not row or not tabs) and _is_heading(line)
        parted = tabs > 1 or (tabs == 1 and not line.startswith("\t"))
        alone = heading or parted or (whole and not blank)
        if (blank or alone) and row:
            yield _row(starts, row)
            row, starts = [], []
        if alone:
            parts = [line] if heading else line.split("\t")
            yield tuple(TextCell(number, part.strip()) for part in parts)
        elif tabs or (not blank and not row):
            row.append([line.strip()])
            starts.append(number)
        elif not blank:
            row[-1].append(line.strip())
    if row:
        yield _row(starts, row)


def row_gap(lines: Sequence[str]) -> int:
    """How many empty lines end a row of cells; 0 when nothing says where a row ends.

    It takes two where an empty line stands between any two cells.
    """
    runs: Counter[int] = Counter()
    run = None
    for line in lines:
        if line.startswith("\t"):
            runs[run or 0] += run is not None
            run = 0
        elif run is not None and not line.strip():
            run += 1
    cells = runs.total()
    usual = min((run for run in runs if runs[run] * _FEW_CELLS > cells), default=0)
    ends = sum(runs[run] for run in runs if run > usual)
    return usual + 1 if ends * _LONGEST_ROWS >= cells else 0


def _is_heading(line: str) -> bool:
    label = bare(line) if len(line) <= _LONGEST_HEADING else ""
    return is_title(label) or is_year(label)


def _row(starts: list[int], cells: list[list[str]]) -> TextRow:
    return tuple(_cell(start, lines) for start, lines in zip(starts, cells, strict=True))


def _cell(start: int, lines: list[str]) -> TextCell:
    """The lines of a row follow each other, so the first text stands so many lines below."""
    above = next((index for index, line in enumerate(lines) if line), 0)
    return TextCell(start + above, "\n".join(lines).strip(), len(lines))
