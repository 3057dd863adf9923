"""The rows of a worksheet → the texts that a person reads in them.

Excel, WPS, LibreOffice and the libraries write the same few elements in the same order.
Where a sheet is written so, its rows are scanned, ten times as fast as an XML parser goes;
a piece of rows that holds anything else is parsed, which gives the same texts.
Rule source: ECMA-376 part 1, 18.3 (worksheets).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, cast

from lxml import etree

from perfxl.errors import InputError, LimitError
from perfxl.forms.grid import cell_text
from perfxl.forms.grids.formats import GENERAL, number_format, text_affixes
from perfxl.forms.grids.numbers import shown
from perfxl.forms.grids.shared_strings import MAX_TEXT, SharedStrings, rich_text, unescaped
from perfxl.forms.grids.sheet_part import LARGEST, TOO_LARGE
from perfxl.forms.stored_text import as_stored
from perfxl.sheet.address import column_name, column_number
from perfxl.sheet.xml import parse, unescape

Position = tuple[int, int]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_FED = 1 << 20
_NOWHERE = (-1, -1)
_REMEMBERED = 65_536
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
# What a number's text is when it is written as it is read; a sheet shows no more digits.
_CANONICAL = re.compile(r"0|(?:-?[1-9][0-9]*|-?0(?=\.))(?:\.[0-9]*[1-9])?")
_DIGITS = 15
_TOKEN = re.compile(
    rb'<c r="(?P<letters>[A-Z]{1,3})(?P<digits>[0-9]{1,7})"(?: s="(?P<style>[0-9]{1,6})")?'
    rb'(?: t="s"><v>(?P<index>[0-9]{1,9})</v></c>'  # most cells of a master
    rb'|(?: t="(?P<kind>[a-zA-Z]+)")?(?:/>|>(?P<formula><f(?: [^<>]*)?(?:/>|>[^<]*</f>))?'
    rb"(?:<v>(?P<value>[^<]*)</v>|<v/>"
    rb'|<is><t(?: xml:space="preserve")?>(?P<inline>[^<]*)</t></is>)?</c>))'
    rb'|<row r="(?P<row>[0-9]{1,7})"[^<>]*?(?P<empty>/?)>|</row>'
)
_STEP = _TOKEN.groups + 1


class SheetRow(NamedTuple):
    """A row: its number, texts by column, columns of formulas; all count from 0.

    ``None`` is a formula without a saved result; ``declared`` counts the cells, empty ones too.
    """

    number: int
    texts: dict[int, str | None]
    formulas: tuple[int, ...]
    declared: int


@dataclass(slots=True)
class CellTexts:
    """What stands in cells, from how the file says it.

    Args:
        strings: the shared strings by index, numbers among them marked.
        codes: number format code by style.
        from_1904: the workbook counts days from 1904.
        file: for messages.
    """

    strings: SharedStrings | list[str]
    codes: dict[str, str]
    from_1904: bool
    file: str
    _numbers: dict[tuple[bytes, bytes | None], str] = field(default_factory=dict)

    def text(self, kind: str, value: str, style: str) -> str:
        """The text of a cell of type ``kind`` (``t``) with ``value`` (``v``)."""
        if kind == "s":
            return self._affixed(self._shared(value), style)
        if kind == "n":
            return self._number(value, style)
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind == "d":
            return cell_text(value.replace("T00:00:00", "").replace("T", " "))
        if len(value) > MAX_TEXT:
            raise LimitError(
                f"有一格文字超过{MAX_TEXT}字，超出Excel的上限，无法读取；请缩短后重试",
                file=self.file,
            )
        return as_stored(cell_text(unescape(value)))

    def number(self, value: bytes, style: bytes | None) -> str:
        """The text of a number; those seen before are remembered."""
        found = self._numbers.get((value, style))
        if found is None:
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            found = self._number(value.decode(), style.decode() if style else "0")
            self._numbers[value, style] = found
        return found

    def _number(self, value: str, style: str) -> str:
        code = self.codes.get(style, "")
        if len(value) < _DIGITS and _CANONICAL.fullmatch(value) and number_format(code) is GENERAL:
            return value
        try:
            number = float(value)
        except ValueError:
            return cell_text(value[:MAX_TEXT])
        return shown(number, code, from_1904=self.from_1904)

    def _shared(self, value: str) -> str:
        index = value.strip()
        if index.isascii() and index.isdigit() and int(index[:9]) < len(self.strings):
            return self.strings[int(index)]
        raise InputError(
            "有一格指向不存在的文字，文件已损坏；请用Excel或WPS打开后另存", file=self.file
        )

    def _affixed(self, text: str, style: str) -> str:
        code = self.codes.get(style, "")
        if "@" in code and text:
            before, after = text_affixes(code)
            return f"{before}{text}{after}"
        return text


class Kept:
    """The columns whose texts are wanted; before anybody says which, all are."""

    __slots__ = ("letters",)

    def __init__(self) -> None:
        self.letters: Container[bytes] | None = None

    def only(self, columns: Iterable[int]) -> None:
        """No others are wanted from now on."""
        self.letters = frozenset(column_name(column + 1).encode() for column in columns)


def scanned_rows(
    pieces: Iterable[bytes], *, root: bytes, texts: CellTexts, kept: Kept
) -> Iterator[SheetRow]:
    """The rows of a sheet.

    Args:
        pieces: some whole rows each.
        root: the start tag of ``<worksheet>``, whose prefixes the rows may use.
        texts: what the cells refer to.
        kept: the columns that are wanted; others may come, too.

    Raises:
        InputError: it is broken, or a cell has no valid address.
    """
    at = _NOWHERE
    for piece in pieces:
        rows = _scanned(piece, texts, kept.letters)
        if rows is None:
            document = b"%b<sheetData>%b</sheetData></worksheet>" % (root, piece)
            items = parse(document, part="sheetData", file=texts.file).iterfind("*/{*}row")
            rows = list(parsed_rows(items, texts, at))
        if rows:
            at = rows[-1].number, max(rows[-1].texts, default=0)
        yield from rows


def _scanned(
    piece: bytes, texts: CellTexts, kept: Container[bytes] | None
) -> list[SheetRow] | None:
    """The rows of a piece, or ``None`` when it is not written as usual."""
    tokens = _TOKEN.split(piece)
    if any(tokens[::_STEP]):  # what stands between them
        return None
    rows: list[SheetRow] = []
    columns, strings, codes = _columns(), texts.strings, texts.codes
    known = len(strings)
    affixing = {style.encode() for style, code in codes.items() if "@" in code}
    here, number, declared = b"", -1, 0
    found: dict[int, str | None] = {}
    formulas: list[int] = []
    for letters, digits, style, index, kind, formula, value, inline, row, empty in zip(
        *(tokens[group::_STEP] for group in range(1, _STEP)), strict=True
    ):
        if letters is not None:
            column = columns[letters]
            if column < 0 or digits != here:
                return None
            declared += 1
            if kept is not None and letters not in kept:
                continue
            if index is not None:
                at = int(index)
                if at >= known:
                    return None
                if style in affixing:
                    found[column] = texts.text("s", index.decode(), style.decode())
                else:
                    found[column] = strings[at]
            elif value is not None:
                if kind is None or kind == b"n":
                    found[column] = texts.number(value, style)
                else:
                    plain = unescaped(value)
                    if plain is None:
                        return None
                    look = style.decode() if style else "0"
                    found[column] = texts.text(kind.decode(), plain, look)
            elif inline is not None:
                plain = unescaped(inline)
                if plain is None or len(plain) > MAX_TEXT:
                    return None
                found[column] = as_stored(cell_text(unescape(plain)))
            elif formula and kind != b"str":
                found[column] = None
            if formula:
                formulas.append(column)
        elif row is None:
            if not here:
                return None
            rows.append(SheetRow(number, found, tuple(formulas), declared))
            found, formulas, declared, here = {}, [], 0, b""
        else:
            number = int(row) - 1
            if here or not 0 <= number < _LAST_ROW or row[:1] == b"0":
                return None
            here = b"" if empty else row
    return None if here else rows


def streamed(
    chunks: Iterable[bytes], tags: tuple[str, ...], *, file: str
) -> Iterator[etree._Element]:
    """The elements of a sheet with these tags, each forgotten after its use.

    Raises:
        InputError: the sheet is broken, or is none.
        LimitError: an element is so large that it was made to fill the memory.
    """
    stream = etree.XMLPullParser(
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    waiting = 0
    try:
        for piece in _fed(chunks):
            stream.feed(piece)
            waiting += len(piece)
            for _, item in cast("Iterator[tuple[str, etree._Element]]", stream.read_events()):
                if not _stands_in_sheet(item):
                    continue
                waiting = 0
                yield item
                item.clear()
                parent = item.getparent()
                while parent is not None and item.getprevious() is not None:
                    del parent[0]
            if waiting > LARGEST:
                raise LimitError(TOO_LARGE, file=file)
        refuse_other_root(stream.close(), file=file)
    except (etree.XMLSyntaxError, LookupError) as error:
        raise InputError(
            "工作表已损坏；请用Excel或WPS打开后另存，或重新向填报单位索取", file=file
        ) from error


def _fed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield from (chunk[at : at + _FED] for at in range(0, len(chunk) or 1, _FED))


def refuse_other_root(root: etree._Element, *, file: str) -> None:
    """Refuse a part that is listed as a worksheet and holds something else.

    Raises:
        InputError: the root element is no ``worksheet`` of any namespace.
    """
    if not root.tag.endswith("}worksheet"):
        raise InputError(
            f"列为工作表的部件不是工作表（根元素应为worksheet，现为{etree.QName(root).localname[:40]}），文件已损坏；"
            "请用Excel或WPS打开后另存",
            file=file,
        )


def _stands_in_sheet(item: etree._Element) -> bool:
    """Whether it is a grandchild of the sheet, a row one of its ``sheetData``.

    What is named so inside a cell is no row.
    """
    part = item.getparent()
    sheet = None if part is None else part.getparent()
    if part is None or sheet is None or sheet.getparent() is not None:
        return False
    return part.tag.endswith("}sheetData") or not item.tag.endswith("}row")


def parsed_rows(
    items: Iterable[etree._Element], texts: CellTexts, at: Position = _NOWHERE
) -> Iterator[SheetRow]:
    """The rows of parsed ``<row>`` elements; ``at`` is the cell before the first of them.

    Raises:
        InputError: a cell has no valid address.
    """
    for item in items:
        number = _row_number(item.get("r", ""))
        rows: dict[int, SheetRow] = {}
        for cell in item:
            if not cell.tag.endswith("}c"):
                continue
            reference = cell.get("r", "")
            at = position(reference) if reference else _following(cell, number, at)
            if at == _NOWHERE:
                raise InputError(
                    f"有一格的地址“{reference[:20]}”不合法，文件已损坏；请用Excel或WPS打开后另存",
                    file=texts.file,
                )
            text, is_formula = _parsed(cell, texts)
            row = rows.get(at[0]) or SheetRow(at[0], {}, (), 0)
            row.texts[at[1]] = text
            formulas = (*row.formulas, at[1]) if is_formula else row.formulas
            rows[at[0]] = SheetRow(at[0], row.texts, formulas, row.declared + 1)
        yield from rows.values()


def _parsed(cell: etree._Element, texts: CellTexts) -> tuple[str | None, bool]:
    value: str | None = None
    formula = False
    for child in cell:
        tag = child.tag
        if tag.endswith("}v"):
            value = child.text
        elif tag.endswith("}f"):
            formula = True
        elif tag.endswith("}is"):
            return as_stored(rich_text(child, texts.file)), formula
    kind = cell.get("t", "n")
    if value is None:
        return None if formula and kind != "str" else "", formula
    return texts.text(kind, value, cell.get("s", "0")), formula


def position(reference: str) -> Position:
    """Row and column of an address, counted from 0; (-1, -1) for what is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None or int(match[2]) > _LAST_ROW:
        return _NOWHERE
    column = _columns()[match[1].upper().encode()]
    return _NOWHERE if column < 0 else (int(match[2]) - 1, column)


def _row_number(digits: str) -> int | None:
    """The number of a row, counted from 0, from its ``r``; ``None`` when it has none."""
    if not digits.isascii() or not digits.isdigit():
        return None
    number = int(digits[:8])
    return number - 1 if 0 < number <= _LAST_ROW else None


def _following(cell: etree._Element, number: int | None, before: Position) -> Position:
    """Where a cell without an address stands: behind the cell before it."""
    first = cell.getprevious() is None
    if number is None:
        number = before[0] + 1 if first else before[0]
    column = 0 if first else before[1] + 1
    return (number, column) if column < _LAST_COLUMN and number < _LAST_ROW else _NOWHERE


class _Columns(dict[bytes, int]):
    """The numbers of columns by their letters, counted from 0; -1 past the last one of a sheet.

    Found when they are first met: to find all 16,384 takes as long as to read a form.
    """

    def __missing__(self, letters: bytes) -> int:
        number = column_number(letters.decode())
        self[letters] = column = number - 1 if number <= _LAST_COLUMN else -1
        return column


@lru_cache(maxsize=1)
def _columns() -> _Columns:
    return _Columns()
