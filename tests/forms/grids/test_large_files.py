"""What we write ourselves we read, however many projects: a limit is for what harms."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.batch.bundle import MOST_SHEETS
from perfxl.errors import LimitError
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.source import FORM, MASTER
from perfxl.forms.grids.xlsx import MAX_CELLS, MAX_TABLE_CELLS, read_xlsx
from perfxl.forms.master import open_master
from perfxl.forms.master_book import write_master
from perfxl.forms.sources import read_sources
from perfxl.sheet.archive import Bundle, pack
from perfxl.sheet.container import Limits, Part
from perfxl.sheet.package import Package
from perfxl.sheet.workbook import read_workbook
from tests.faults.scenes import evaluations
from tests.hostile import parts
from tests.hostile.archives import bomb, package

SHEETS = 3_000
_CELLS_OF_A_FORM = 220  # of the printed form with 14 indicators


def many_sheets(count: int) -> bytes:
    """A workbook of so many sheets, as a bundle is built."""
    ids = range(1, count + 1)
    sheets = "".join(f'<sheet name="项目{n}" sheetId="{n}" r:id="rId{n}"/>' for n in ids)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{parts.OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in ids
    )
    book = f'<workbook xmlns="{parts.MAIN}" xmlns:r="{parts.OFFICE}"><sheets>{sheets}</sheets></workbook>'
    sheet = pack("sheet", parts.sheet('<row r="1"><c r="A1"><v>1</v></c></row>').encode())
    named = (Part(f"xl/worksheets/s{n}.xml", sheet.packed, sheet.size, sheet.crc) for n in ids)
    return Bundle.of(
        [
            *(
                pack(name, text.encode())
                for name, text in parts.BOOK.items()
                if not name.startswith(("xl/workbook", "xl/_rels", "xl/worksheets"))
            ),
            pack("xl/workbook.xml", book.encode()),
            pack(
                "xl/_rels/workbook.xml.rels",
                f'<Relationships xmlns="{parts.LINKS}">{links}</Relationships>'.encode(),
            ),
            *named,
        ]
    ).file()


def test_a_bundle_of_thousands_of_forms_is_read_and_annotated() -> None:
    data = many_sheets(SHEETS)
    grids = list(read_xlsx(Archive(data, file="合订本.xlsx")))
    assert [grids[0].sheet, grids[-1].sheet, len(grids)] == ["项目1", f"项目{SHEETS}", SHEETS]
    assert len(read_workbook(Package.read(data)).sheets) == SHEETS


def test_the_largest_bundle_keeps_the_limits() -> None:
    assert FORM.members >= 2 * MOST_SHEETS
    assert MAX_CELLS >= MOST_SHEETS * _CELLS_OF_A_FORM


PROJECTS, INDICATORS = 33_000, 10


def test_a_master_of_thirty_three_thousand_live_projects_keeps_the_limits(tmp_path: Path) -> None:
    path = tmp_path / "总表.xlsx"
    write_master(evaluations(0), path, rulebook="mof-2020")
    book = Package.read(path)
    rows = book.part(dict(read_workbook(book).sheets)["指标"])
    data = rows.data()
    times = PROJECTS * INDICATORS / data.count(b"<row ")
    assert times > 100
    assert rows.size * times < MASTER.streamed
    assert len(rows.packed) * times < MASTER.file
    assert data.count(b"<c ") * times < MAX_TABLE_CELLS


def test_a_master_that_is_named_may_be_larger_than_a_file_in_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "总表.xlsx"
    write_master(evaluations(0), path, rulebook="mof-2020")
    monkeypatch.setattr("perfxl.forms.sources.FORM", Limits(part=1_000))
    [in_folder] = read_sources([tmp_path])
    assert "解压后过大" in in_folder.problem
    [named] = read_sources([path])
    assert [len(named.readings), named.problem] == [3, ""]
    assert open_master(path).number == 3


def test_a_bomb_that_is_named_as_master_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "总表.xlsx"
    rows = bomb(parts.SHEET, parts.SHEET_HEAD, b"<row><c/></row>" * 70_000, 8, parts.SHEET_TAIL)
    path.write_bytes(package(parts.XLSX, rows))
    with pytest.raises(LimitError, match="压缩比异常"):
        open_master(path).read()
