""".xls (Excel 5 to 2003, and what WPS calls .et) → grids.

Read here rather than by a library for the same reason as .xlsx: a percent must come back
as 95%, not as 0.95.  Rule source: [MS-XLS] 2.4 (records), 2.5.293 (strings).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from perfxl.errors import InputError, LimitError
from perfxl.forms.grid import Grid, cell_address, cell_text, make_grid, refuse_many_merges
from perfxl.forms.grids.compound import CompoundFile
from perfxl.forms.grids.formats import BUILT_IN
from perfxl.forms.grids.numbers import shown
from perfxl.forms.grids.xls_strings import Segments, byte_string, code_page, wide_string

MAX_CELLS = 2_000_000
MAX_STRINGS = 1_000_000
MAX_RECORDS = 4_000_000
"""Records of all sheets: a cell is one, and the application writes few others."""

_BIFF8, _BIFF5 = 0x0600, 0x0500
_WORKSHEET = 0
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip

_BOF, _END, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILEPASS, _CODEPAGE, _DATEMODE = 0x002F, 0x0042, 0x0022
_BOUNDSHEET, _SST, _FORMAT, _XF = 0x0085, 0x00FC, 0x041E, 0x00E0
_LABELSST, _LABEL, _RSTRING, _STRING = 0x00FD, 0x0204, 0x00D6, 0x0207
_NUMBER, _RK, _MULRK, _BOOLERR, _MERGED = 0x0203, 0x027E, 0x00BD, 0x0205, 0x00E5
_ROW, _COLUMNS = 0x0208, 0x007D
_HIDDEN_ROW, _HIDDEN_COLUMN, _LAST_COLUMN = 0x20, 0x01, 255
_FORMULAS = {0x0006, 0x0206, 0x0406}

_Position = tuple[int, int]


@dataclass(slots=True)
class _Book:
    """What the cells of all sheets refer to."""

    file: str
    wide: bool = True
    code_page: str = "gb18030"
    from_1904: bool = False
    strings: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    styles: list[int] = field(default_factory=list)
    sheets: list[tuple[str, int, bool]] = field(default_factory=list)
    cells_left: int = MAX_CELLS
    records_left: int = MAX_RECORDS

    def number(self, value: float, style: int) -> str:
        """What a cell of ``style`` shows of ``value``."""
        known = self.styles[style] if style < len(self.styles) else 0
        return shown(value, self.codes.get(known, ""), from_1904=self.from_1904)

    def text(self, data: bytes, offset: int) -> str:
        """A string with a two-byte length."""
        if self.wide:
            return cell_text(wide_string(Segments([data[offset:]]), long=True))
        return cell_text(byte_string(data, offset, self.code_page, long=True))


def read_xls(compound: CompoundFile) -> Iterator[Grid]:
    """The worksheets of a workbook in their order.

    Raises:
        InputError: the workbook is damaged, has a password, or is older than Excel 5.
        LimitError: more than :data:`MAX_CELLS` cells or :data:`MAX_RECORDS` records.
    """
    data = compound.read("Workbook" if "Workbook" in compound else "Book")
    file = compound.file
    try:
        book = _globals(data, file)
        for name, offset, hidden in book.sheets:
            yield _grid(book, data, name, offset, hidden=hidden)
    except (struct.error, IndexError) as error:
        raise InputError(
            "文件已损坏，读到一半中断；请用Excel或WPS打开修复后另存", file=file
        ) from error


def _records(data: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    while offset + 4 <= len(data):
        kind, size = struct.unpack_from("<2H", data, offset)
        yield kind, data[offset + 4 : offset + 4 + size]
        offset += 4 + size


def _globals(data: bytes, file: str) -> _Book:
    book = _Book(file)
    table: list[bytes] | None = None
    for count, (kind, body) in enumerate(_records(data, 0)):
        if count == 0:
            _check_version(book, kind, body)
        elif kind == _CONTINUE and table is not None:
            table.append(body)
            continue
        elif kind == _FILEPASS:
            raise InputError("文件有密码保护，无法读取；请去掉密码后重试", file=file)
        elif kind == _SST:
            table = [body]
            continue
        elif kind == _END:
            break
        else:
            _global(book, kind, body)
        book.strings = book.strings or _shared_strings(table, file)
        table = None
    return book


def _check_version(book: _Book, kind: int, body: bytes) -> None:
    version = struct.unpack_from("<H", body, 0)[0] if kind == _BOF else 0
    if version not in (_BIFF8, _BIFF5):
        raise InputError(
            "这是Excel 5.0以前的旧文件或已损坏，无法读取；请用Excel或WPS打开后另存为.xlsx",
            file=book.file,
        )
    book.wide = version == _BIFF8


def _global(book: _Book, kind: int, body: bytes) -> None:
    if kind == _CODEPAGE:
        book.code_page = code_page(struct.unpack_from("<H", body, 0)[0])
    elif kind == _DATEMODE:
        book.from_1904 = struct.unpack_from("<H", body, 0)[0] == 1
    elif kind == _FORMAT:
        code = book.text(body, 2) if book.wide else byte_string(body, 2, book.code_page, long=False)
        book.codes[struct.unpack_from("<H", body, 0)[0]] = code
    elif kind == _XF:
        book.styles.append(struct.unpack_from("<H", body, 2)[0])
    elif kind == _BOUNDSHEET:
        offset, state, sort = struct.unpack_from("<LBB", body, 0)
        if sort == _WORKSHEET:
            if book.wide:
                name = wide_string(Segments([body[6:]]), long=False)
            else:
                name = byte_string(body, 6, book.code_page, long=False)
            book.sheets.append((name, offset, bool(state & 3)))


def _shared_strings(table: list[bytes] | None, file: str) -> list[str]:
    if table is None:
        return []
    segments = Segments(table)
    count = struct.unpack("<L", segments.take(8)[4:])[0]
    if count > MAX_STRINGS:
        raise LimitError(
            f"文字超过{MAX_STRINGS}条，疑似恶意或损坏文件；请用Excel或WPS另存为.xlsx", file=file
        )
    return [cell_text(wide_string(segments, long=True)) for _ in range(count)]


def _grid(book: _Book, data: bytes, name: str, offset: int, *, hidden: bool) -> Grid:
    texts: dict[_Position, str] = {}
    merges: list[tuple[int, int, int, int]] = []
    formulas: list[str] = []
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    pending: _Position | None = None  # a formula whose text comes in the next record
    depth = 0
    for kind, body in _records(data, offset):
        book.records_left -= 1
        if book.records_left < 0:
            raise LimitError(
                f"文件内的记录超过{MAX_RECORDS}条，疑似恶意或损坏文件；请用Excel或WPS另存为.xlsx",
                file=book.file,
            )
        if kind == _BOF:
            depth += 1  # an embedded chart has its own beginning and end
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                break
        elif depth > 1:
            continue
        elif kind == _MERGED:
            merges += _merges(body)
            refuse_many_merges(len(merges), file=book.file)
        elif kind == _ROW:
            hidden_rows.update(_hidden_row(body))
        elif kind == _COLUMNS:
            hidden_columns.update(_hidden_columns(body))
        elif kind == _STRING and pending is not None:
            texts[pending] = book.text(body, 0)
            pending = None
        elif kind in _FORMULAS:
            at, text = _formula(book, body)
            pending = at if text is None else None
            texts[at] = text or ""
            formulas.append(cell_address(*at))
            book.cells_left -= 1
        else:
            found = _cells(book, kind, body)
            texts.update(found)
            book.cells_left -= len(found)
        if book.cells_left < 0:
            raise LimitError(
                f"单元格超过{MAX_CELLS}个，无法读取；请删去空行空列和无关的工作表后重试",
                file=book.file,
                sheet=name,
            )
    filled = {at: text for at, text in texts.items() if text}
    return make_grid(
        name,
        filled,
        merges,
        formulas=formulas,
        hidden=hidden,
        hidden_rows=hidden_rows,
        hidden_columns=hidden_columns,
        file=book.file,
    )


def _hidden_row(body: bytes) -> tuple[int, ...]:
    """The row that a record describes, if it is hidden ([MS-XLS] 2.4.221)."""
    row, flags = struct.unpack_from("<H10xB", body, 0)
    return (row,) if flags & _HIDDEN_ROW else ()


def _hidden_columns(body: bytes) -> range:
    """The columns that a record describes, if they are hidden ([MS-XLS] 2.4.53)."""
    first, last, flags = struct.unpack_from("<2H4xB", body, 0)
    return range(first, min(last, _LAST_COLUMN) + 1) if flags & _HIDDEN_COLUMN else range(0)


def _cells(book: _Book, kind: int, body: bytes) -> dict[_Position, str]:
    if kind not in (_LABELSST, _LABEL, _RSTRING, _NUMBER, _RK, _MULRK, _BOOLERR):
        return {}
    row, column, style = struct.unpack_from("<3H", body, 0)
    if kind == _LABELSST:
        index = struct.unpack_from("<L", body, 6)[0]
        if index >= len(book.strings):
            raise InputError(
                f"{cell_address(row, column)}格指向不存在的文字，文件已损坏；"
                "请用Excel或WPS打开后另存",
                file=book.file,
            )
        return {(row, column): book.strings[index]}
    if kind in (_LABEL, _RSTRING):
        return {(row, column): book.text(body, 6)}
    if kind == _NUMBER:
        return {(row, column): book.number(struct.unpack_from("<d", body, 6)[0], style)}
    if kind == _BOOLERR:
        value, is_error = struct.unpack_from("<2B", body, 6)
        return {(row, column): _ERRORS.get(value, "#N/A") if is_error else _boolean(value)}
    if kind == _RK:
        return {(row, column): book.number(_rk(struct.unpack_from("<L", body, 6)[0]), style)}
    found = {}
    for index, at in enumerate(range(4, len(body) - 7, 6)):
        style, packed = struct.unpack_from("<HL", body, at)
        found[row, column + index] = book.number(_rk(packed), style)
    return found


def _formula(book: _Book, body: bytes) -> tuple[_Position, str | None]:
    """Position and saved result; ``None`` when the text follows in a record of its own."""
    row, column, style = struct.unpack_from("<3H", body, 0)
    kind, value, mark = struct.unpack_from("<BxB3xH", body, 6)
    if mark != 0xFFFF:
        return (row, column), book.number(struct.unpack_from("<d", body, 6)[0], style)
    if kind == 0:
        return (row, column), None
    if kind == 1:
        return (row, column), _boolean(value)
    return (row, column), _ERRORS.get(value, "#N/A") if kind == 2 else ""


def _boolean(value: int) -> str:
    return "TRUE" if value else "FALSE"


def _rk(packed: int) -> float:
    """A number packed into 30 bits: an integer or the upper half of a double, perhaps × 100."""
    if packed & 2:
        whole = packed >> 2
        value = float(whole - (1 << 30) if whole & (1 << 29) else whole)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))[0]
    return value / 100 if packed & 1 else value


def _merges(body: bytes) -> Iterator[tuple[int, int, int, int]]:
    for at in range(2, len(body) - 7, 8):
        first_row, last_row, first_column, last_column = struct.unpack_from("<4H", body, at)
        if first_row <= last_row and first_column <= last_column:
            yield first_row, first_column, last_row, last_column
