"""In which dress a pasted table comes: what stands between its cells.

Besides one cell a line behind a tab (what Word and web pages paste, see :mod:`.text_rows`)
tables come as rows with tabs out of a spreadsheet, with bars out of a web page or Markdown,
with commas, in columns of blanks out of a PDF, with an empty line between any two cells out
of a browser, and on one line out of an index.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from perfxl.forms.recognise.column_words import FACT_COLUMNS, LEVEL_COLUMNS, indicator_column
from perfxl.forms.text_rows import row_gap


class Dress(Enum):
    """What parts the cells of a pasted table."""

    PASTED = "每格一行，行首为制表符"
    FILLED = "每格一行，行首为制表符，空格不写"
    TABS = "制表符"
    ROWS = "制表符，各行格数不同"
    BARS = "竖线"
    COMMAS = "逗号"
    BLANKS = "空格对齐"
    GAPS = "空格分隔"
    CELLS = "每格一段"
    WORDS = "一行"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells, empty ones included, and the line of the text it begins on (from 1).

    ``starts``: where between blanks each cell begins; ``numbers``: the line of each cell when
    every cell has its own; ``doubtful``: nothing in the text says that just these cells are a row.
    """

    number: int
    cells: tuple[str, ...]
    starts: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    doubtful: bool = False


_BAR = re.compile(r"[|｜│┃]")
_GAP = re.compile(r"(?<=\S)(?: {2,}|\u3000{2,}|\t+)(?=\S)")
_RULE = re.compile(r"[\s|｜│┃:+─━┼=-]*-{2,}[\s|｜│┃:+─━┼=-]*|[\s─━┼┌┐└┘├┤┬┴│┃+=]*")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_QUOTED_BREAK = re.compile(r'\t"[^"\t]*\n')  # how a spreadsheet copies a line break
_MOST_FILLED = 10_000  # cells of which each is weighed; a hundred forms have less
_LENGTHS = 3  # of head, goals and indicators
_LONGEST_QUOTED = 3000
_FEWEST_LABELS = 5


def dress_of(text: str) -> Dress:
    """The dress most lines of ``text`` wear; :attr:`Dress.PASTED` for anything else."""
    lines = [line for line in text.splitlines() if line]
    filled = [line.rstrip() for line in lines if line.strip()]
    if not filled or sum(_is_pasted(line) for line in lines) * 4 > len(lines):
        if filled and not row_gap(text.splitlines()):
            return Dress.CELLS
        empty = any(_is_pasted(line) and not line.strip() for line in lines)
        return Dress.PASTED if empty or len(filled) > _MOST_FILLED or not filled else Dress.FILLED
    if sum(line.count("\t") > 1 or "\t" in line.strip() for line in filled) * 5 >= len(filled) * 2:
        return Dress.ROWS if _is_ragged(text) else Dress.TABS
    barred = [line for line in filled if _BAR.search(line)]
    if len(barred) * 2 >= len(filled) or any(_heads(_barred(line)) for line in barred):
        return Dress.CELLS if _has_a_bar_behind_each_cell(filled) else Dress.BARS
    if _is_comma_separated(filled):
        return Dress.COMMAS
    if sum(_GAP.search(line.strip()) is not None for line in filled) * 3 >= len(filled) > 4:
        return Dress.GAPS if _has_one_gap(filled) else Dress.BLANKS
    headings = {kind for line in filled if len(line) < 24 and (kind := indicator_column(line))}
    if len(headings) >= _FEWEST_LABELS and "\t" not in text:
        return Dress.CELLS
    if any(_heads_in_one_line(line) for line in filled):
        return Dress.WORDS
    return Dress.PASTED


def _is_ragged(text: str) -> bool:
    """Whether rows of tabs have many lengths: they come out of Word.

    A merged cell is one cell there, and several in a spreadsheet.  Where editors took the tabs
    off the ends of lines the length says nothing, and no line ends with one.  Where no line
    begins with one, cells merged from above are left out, too: so browsers copy.
    """
    plain = text.replace("\r", "")
    if "\t\n" not in plain or "\n\t" not in plain or _QUOTED_BREAK.search(text):
        return False
    return len({line.count("\t") for line in text.splitlines()} - {0, 1}) >= _LENGTHS


def _has_a_bar_behind_each_cell(lines: list[str]) -> bool:
    """Whether no line holds two cells, and a bar only ends one: each cell is a paragraph."""
    bars = [line for line in lines if _BAR.search(line)]
    ends = sum(len(_BAR.findall(line)) == 1 and bool(_BAR.match(line[-1])) for line in bars)
    return ends * 10 >= len(bars) * 9


def _has_one_gap(lines: list[str]) -> bool:
    """Whether the same blanks part the cells everywhere, so that they align nothing."""
    gaps = Counter(gap for line in lines for gap in _GAP.findall(line.strip()))
    return max(gaps.values()) * 10 >= sum(gaps.values()) * 9


def _is_pasted(line: str) -> bool:
    return line.startswith("\t") and line.count("\t") == 1


def _is_comma_separated(lines: list[str]) -> bool:
    widths = Counter(len(row) for row in csv.reader(lines) if len(row) > 3)
    most = widths.most_common(1)
    return bool(most) and most[0][1] * 2 >= sum(1 for _ in csv.reader(lines)) > 3


def _heads_in_one_line(line: str) -> bool:
    return _heads(line.split())


def _heads(cells: Sequence[str]) -> bool:
    """Whether these are the headings of indicators."""
    kinds = {indicator_column(cell) for cell in cells}
    found = kinds & (LEVEL_COLUMNS | FACT_COLUMNS)
    return len(found) >= _FEWEST_LABELS - (kinds >= LEVEL_COLUMNS)


def table_lines(text: str, dress: Dress) -> Iterator[Line]:
    """The rows of a text whose cells are parted by tabs, bars, commas or blanks."""
    if dress is Dress.TABS:
        yield from _delimited(text, "\t")
    elif dress is Dress.COMMAS:
        yield from _delimited(text, ",")
    elif dress is Dress.BARS:
        for number, line in _whole_rows(text.splitlines()):
            if not _RULE.fullmatch(line):
                yield Line(number, tuple(_plain(cell) for cell in _barred(line)))
    elif dress is Dress.GAPS:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield Line(number, tuple(_GAP.split(line.strip())))
    else:
        for number, line in enumerate(text.splitlines(), 1):
            parts = list(_parts(line))
            if parts:
                yield Line(number, tuple(cell for _, cell in parts), tuple(at for at, _ in parts))


def _whole_rows(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The rows of bars, those put together again that were broken at a line end inside a cell.

    A converter that pads every row to the width of the table leaves less bars in the pieces of
    a broken one, as many together as in a whole row.
    """
    counts = [len(_BAR.findall(line)) for line in lines]
    usual = Counter(count for count in counts if count).most_common(1)[0][0]
    for width in (usual, *range(max(counts), max(counts) + 3)):
        rows = _joined(lines, counts, width)
        barred = [row for _, row in rows if _BAR.search(row)]
        whole = sum(len(_BAR.findall(row)) == width for row in barred)
        if len(rows) < len(lines) and whole * 10 >= len(barred) * 9:
            return rows
    return list(enumerate(lines, 1))


def _joined(lines: Sequence[str], counts: Sequence[int], width: int) -> list[tuple[int, str]]:
    """Lines put together until they have ``width`` bars; those that never do stay alone."""
    rows: list[tuple[int, str]] = []
    first, bars = 0, 0
    for at, count in enumerate(counts):
        bars += count
        if bars == width:
            rows.append((first + 1, "\n".join(lines[first : at + 1])))
        elif bars > width or not bars:
            rows += [(number + 1, lines[number]) for number in range(first, at + 1)]
        else:
            continue
        first, bars = at + 1, 0
    rows += [(number + 1, lines[number]) for number in range(first, len(lines))]
    return rows


def _plain(cell: str) -> str:
    """The text of a cell between bars: Markdown's breaks and its marks of bold taken out."""
    text = _BREAK.sub("\n", cell.strip())
    bold = _BOLD.fullmatch(text)
    return bold[1] if bold else text


def _barred(line: str) -> list[str]:
    """The cells between bars; a bar at either end of the line is its border."""
    cells = _BAR.split(line.strip())
    if len(cells) > 1 and not cells[0].strip() and _BAR.match(line.strip()):
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _delimited(text: str, mark: str) -> Iterator[Line]:
    """Rows as a spreadsheet copies them; a cell with line breaks stands in quotes."""
    lines = text.splitlines(keepends=True)
    rows = list(_rows(lines, mark, csv.QUOTE_MINIMAL))
    if any(len(cell) > _LONGEST_QUOTED for row in rows for cell in row.cells):
        rows = list(_rows(lines, mark, csv.QUOTE_NONE))  # a quote that never ends
    yield from rows


def _rows(lines: list[str], mark: str, quoting: int) -> Iterator[Line]:
    reader = csv.reader(lines, delimiter=mark, quoting=quoting)  # type: ignore[arg-type]
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a field beyond the module's limit: the line as it stands
            cells = lines[before].strip().split(mark) if before < len(lines) else []
        yield Line(before + 1, tuple(cell.strip().replace("\r\n", "\n") for cell in cells))
        before = reader.line_num


def _parts(line: str) -> Iterator[tuple[int, str]]:
    """The texts of a line that two or more blanks part, with the column each begins in."""
    from unicodedata import east_asian_width

    column, start, part, gap = 0, 0, "", ""
    for character in line.expandtabs(8).replace("\u3000", "  ").rstrip():
        if character == " ":
            gap += " "
        else:
            if part and len(gap) > 1:
                yield start, part
                part = ""
            start = start if part else column
            part += (gap if part else "") + character
            gap = ""
        column += 2 if east_asian_width(character) in "WF" else 1
    if part:
        yield start, part
