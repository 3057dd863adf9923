"""A sheet gone through piece by piece is the sheet read as a whole, wherever it is cut."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from perfxl.errors import InputError, LimitError
from perfxl.forms.grids import xlsx
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.sheet_part import SheetPart
from perfxl.sheet import container

MASTER = Path(__file__).parents[3] / "workbooks" / "master_2020.xlsx"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="x"><cols/><sheetData>'
ROWS = b'<row r="1"><c r="A1"/></row><row r="2"/><row r="3"><c r="A3"><v>1</v></c></row>'
TAIL = b'</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'


def part(data: bytes, size: int) -> SheetPart:
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    return SheetPart(chunks, part="sheet1.xml", sheet="指标", file="总表.xlsx", most=1000)


@pytest.mark.parametrize("size", [1, 2, 7, 50, 1000])
def test_wherever_it_is_cut(size: int) -> None:
    found = part(HEAD + ROWS + TAIL, size)
    assert found.cells == 2
    assert found.frame is not None
    assert (found.frame.before, found.frame.behind) == (HEAD, TAIL)
    assert b"".join(found.rows()) == ROWS
    assert b"".join(found.rows()) == ROWS  # again


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    "data",
    [
        HEAD + ROWS,
        HEAD + ROWS + b"<!-- </sheetData> -->" + TAIL,
        HEAD + b"<sheetData>" + ROWS + TAIL,
        HEAD.replace(b"worksheet", b"x:worksheet") + ROWS + TAIL,
        HEAD.replace(b"UTF-8", b"GBK") + ROWS + TAIL,
        TAIL + HEAD,
    ],
)
def test_what_only_a_parser_can_read(data: bytes, size: int) -> None:
    assert part(data, size).frame is None


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_dtd_is_refused_wherever_it_is_cut(size: int) -> None:
    with pytest.raises(LimitError, match="DTD"):
        part(b'<?xml version="1.0"?><!DOCTYPE x>' + HEAD + TAIL, size)


def tables(data: bytes) -> list[object]:
    found = []
    for table in xlsx.read_tables(Archive(data, file="总表.xlsx")):
        told = table.groups(0, 0)
        found.append((table.sheet, told, list(table.rows), table.merges))
    return found


def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_HELD", 0)
    monkeypatch.setattr(container, "_CHUNK", 1000)
    monkeypatch.setattr(container, "_FED", 100)


@pytest.mark.parametrize("method", [ZIP_DEFLATED, ZIP_STORED])
def test_a_master_in_pieces(monkeypatch: pytest.MonkeyPatch, method: int) -> None:
    packed = BytesIO()
    with ZipFile(MASTER) as source, ZipFile(packed, "w", method) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    whole = tables(MASTER.read_bytes())
    in_pieces(monkeypatch)
    assert tables(packed.getvalue()) == whole


@pytest.mark.parametrize(
    ("at", "error", "says"),
    [(16, InputError, "已损坏"), (24, LimitError, "大小与声明不符")],
    ids=["checksum", "size"],
)
@pytest.mark.parametrize("more", [-1, 1])
def test_what_a_zip_claims_is_compared(
    monkeypatch: pytest.MonkeyPatch, at: int, error: type[Exception], says: str, more: int
) -> None:
    data = bytearray(MASTER.read_bytes())
    with ZipFile(MASTER) as book:
        sheet = next(name for name in book.namelist() if name.endswith("/sheet3.xml"))
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(sheet.encode()))
    (claimed,) = struct.unpack_from("<L", data, entry + at)
    struct.pack_into("<L", data, entry + at, claimed + more)
    in_pieces(monkeypatch)
    with pytest.raises(error, match=says):
        tables(bytes(data))
