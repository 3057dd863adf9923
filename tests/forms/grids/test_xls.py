"""The records of .xls, one by one: [MS-XLS] as Excel, WPS and LibreOffice write it."""

from __future__ import annotations

import struct

import pytest

from perfxl.errors import InputError
from perfxl.forms.grid import Grid
from perfxl.forms.grids.compound import CompoundFile
from perfxl.forms.grids.xls import read_xls
from tests.forms.grids.compound_file import compound

BIFF8, BIFF5 = 0x600, 0x500


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def wide(text: str, *, short: bool = False) -> bytes:
    return struct.pack("<BB" if short else "<HB", len(text), 1) + text.encode("utf-16-le")


def grid(cells: bytes, *, shared: bytes = b"", book: bytes = b"", version: int = BIFF8) -> Grid:
    """The one sheet of a workbook made of raw records."""
    name = wide("表", short=True) if version == BIFF8 else b"\x02" + "表".encode("gb18030")
    bof = record(0x809, struct.pack("<2H", version, 5).ljust(16, b"\0"))
    end = record(0x0A)
    head = bof + book + shared
    at = len(head) + len(record(0x85, struct.pack("<LBB", 0, 0, 0) + name)) + len(end)
    stream = head + record(0x85, struct.pack("<LBB", at, 0, 0) + name) + end
    stream += record(0x809, struct.pack("<2H", version, 16).ljust(16, b"\0")) + cells + end
    title = "Workbook" if version == BIFF8 else "Book"
    return next(read_xls(CompoundFile(compound({title: stream}), file="")))


def texts(found: Grid) -> dict[str, str]:
    return {cell.address: cell.text for cell in found.cells}


def at(row: int, column: int, style: int = 0) -> bytes:
    return struct.pack("<3H", row, column, style)


STYLES = b"".join(record(0xE0, struct.pack("<HH", 0, form).ljust(20, b"\0")) for form in (0, 9, 14))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (record(0x203, at(0, 0) + struct.pack("<d", 60.0)), "60"),
        (record(0x203, at(0, 0, 1) + struct.pack("<d", 0.95)), "95%"),
        (record(0x203, at(0, 0, 2) + struct.pack("<d", 44195)), "2020-12-30"),
        (record(0x27E, at(0, 0) + struct.pack("<L", 60 << 2 | 2)), "60"),
        (record(0x27E, at(0, 0) + struct.pack("<L", 432 << 2 | 3)), "4.32"),
        (record(0x27E, at(0, 0) + struct.pack("<L", (-5 & 0x3FFFFFFF) << 2 | 2)), "-5"),
        (record(0x27E, at(0, 0) + struct.pack("<d", 0.5)[4:]), "0.5"),
        (record(0x204, at(0, 0) + wide("标签")), "标签"),
        (record(0x205, at(0, 0) + b"\x01\x00"), "TRUE"),
        (record(0x205, at(0, 0) + b"\x07\x01"), "#DIV/0!"),
        (record(0x06, at(0, 0) + struct.pack("<d", 8.5) + b"\0" * 8), "8.5"),
        (record(0x06, at(0, 0) + b"\1\0\1\0\0\0\xff\xff" + b"\0" * 8), "TRUE"),
        (record(0x06, at(0, 0) + b"\2\0\x2a\0\0\0\xff\xff" + b"\0" * 8), "#N/A"),
        (
            record(0x06, at(0, 0) + b"\0\0\0\0\0\0\xff\xff" + b"\0" * 8)
            + record(0x207, wide("优")),
            "优",
        ),
    ],
)
def test_one_cell(cell: bytes, text: str) -> None:
    assert texts(grid(cell, book=STYLES)) == {"A1": text}


def test_many_numbers_in_one_record() -> None:
    numbers = b"".join(struct.pack("<HL", 0, value << 2 | 2) for value in (1, 2, 3))
    found = grid(record(0xBD, struct.pack("<2H", 4, 1) + numbers + struct.pack("<H", 3)))
    assert texts(found) == {"B5": "1", "C5": "2", "D5": "3"}


def test_own_format_and_days_from_1904() -> None:
    book = record(0x22, struct.pack("<H", 1)) + record(
        0x41E, struct.pack("<H", 170) + wide('yyyy"年"m"月"')
    )
    book += record(0xE0, struct.pack("<HH", 0, 170).ljust(20, b"\0"))
    cell = record(0x203, at(0, 0) + struct.pack("<d", 42733))
    assert texts(grid(cell, book=book)) == {"A1": "2020年12月"}


def test_merged_cells() -> None:
    merges = record(0xE5, struct.pack("<5H", 1, 0, 1, 0, 2))
    cells = record(0x204, at(0, 0) + wide("合")) + record(0x204, at(2, 3) + wide("末"))
    found = grid(cells + merges)
    assert [(cell.text, cell.row_span, cell.column_span) for cell in found.cells] == [
        ("合", 2, 3), ("末", 1, 1),
    ]  # fmt: skip


def test_shared_strings_cut_by_a_continuation() -> None:
    """After the cut a byte says anew how wide the characters are; runs and guides are skipped."""
    first = struct.pack("<2L", 3, 3) + struct.pack("<HB", 4, 1) + "产出".encode("utf-16-le")
    rest = b"\x01" + "指标".encode("utf-16-le")
    rest += struct.pack("<HBH", 2, 0x08, 1) + b"ab" + b"\0" * 4
    rest += struct.pack("<HBL", 2, 0x05, 3) + "质量".encode("utf-16-le") + b"xyz"
    shared = record(0xFC, first) + record(0x3C, rest)
    cells = b"".join(record(0xFD, at(0, n) + struct.pack("<L", n)) for n in range(3))
    assert list(texts(grid(cells, shared=shared)).values()) == ["产出指标", "ab", "质量"]


def test_a_text_that_does_not_exist() -> None:
    with pytest.raises(InputError, match="A1格指向不存在的文字"):
        grid(record(0xFD, at(0, 0) + struct.pack("<L", 5)))


def test_excel_95() -> None:
    label = "绩效".encode("gb18030")
    cells = record(0x204, at(0, 0) + struct.pack("<H", len(label)) + label)
    cells += record(0x203, at(0, 1, 1) + struct.pack("<d", 0.5))
    book = record(0x42, struct.pack("<H", 936)) + STYLES
    found = grid(cells, book=book, version=BIFF5)
    assert (found.sheet, texts(found)) == ("表", {"A1": "绩效", "B1": "50%"})


def test_an_embedded_chart_is_passed_over() -> None:
    chart = record(0x809, struct.pack("<2H", BIFF8, 0x20).ljust(16, b"\0"))
    chart += record(0x203, at(9, 9) + struct.pack("<d", 1)) + record(0x0A)
    assert texts(grid(chart + record(0x204, at(0, 0) + wide("后")))) == {"A1": "后"}
