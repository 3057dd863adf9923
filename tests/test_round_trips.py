"""What is written is read back as it was: one property for each pair of a writer and a reader.

The pairs with tests of their own beside their modules: form and reader, master and reader
(tests/forms/test_round_trip.py), formulas moved and moved back, rows expanded
(tests/sheet/test_formula.py, test_expand.py), XML escapes and days (tests/sheet/test_cell.py),
quantities and amounts (tests/core/test_quantity.py), scanned and parsed rows
(tests/forms/grids/test_sheet_rows.py), VBA and compound files against other readers
(tests/addin/).
"""

from __future__ import annotations

import pickle
import struct
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl import errors
from perfxl.addin.compound import compound_file
from perfxl.batch.job import Job
from perfxl.batch.manifest import MANIFEST_NAME, Entry, Journal, Manifest, Standing, compact, digest
from perfxl.batch.worker import packed, unpacked
from perfxl.core.evaluation import Evaluation
from perfxl.forms.filler import FormFiller
from perfxl.forms.grid import cell_address
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.compound import CompoundFile
from perfxl.forms.grids.numbers import plain
from perfxl.forms.grids.sheet_rows import position
from perfxl.forms.grids.xls_strings import Segments, wide_string
from perfxl.forms.grids.xlsx import read_xlsx
from perfxl.forms.reader import read_forms
from perfxl.forms.score_cells import Cells
from perfxl.sheet.address import MAX_COLUMN, MAX_ROW, Area, column_name, column_number
from perfxl.sheet.annotation import Mark, annotated
from perfxl.sheet.archive import Bundle, pack
from perfxl.sheet.cell import is_canonical_number, number_text
from perfxl.sheet.package import Package
from tests.forms.test_round_trip import evaluations
from tests.fuzz.workbook import XLSX
from tests.hostile import parts as hostile_parts

NATIVE = FormFiller("mof-2020", Cells.NATIVE)
# On a loaded machine what is slow is no fault.
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
part_names = st.text("abcXYZ表/._", min_size=1, max_size=20).filter(
    lambda name: not name.startswith("/") and ".." not in name and not name.endswith("/")
)
contents = st.dictionaries(part_names, st.binary(max_size=300), max_size=8)


@given(contents)
def test_parts_of_a_package(parts: dict[str, bytes]) -> None:
    named = {name: data for name, data in parts.items() if name.lower() == name}
    whole = {"[Content_Types].xml": b"<Types/>", **named}
    data = Bundle.of(pack(name, content) for name, content in whole.items()).file()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == whole
    own = Archive(data, file="")
    assert {name: own.read(name) for name in whole} == whole
    if not any(b"DOCTYPE" in content or b"<?xml" in content for content in whole.values()):
        package = Package.read(data)
        assert {name: package.part(name).data() for name in package.names()} == whole


@given(
    st.dictionaries(st.text("AB表c", min_size=1, max_size=8), st.binary(max_size=9_000), max_size=5)
)
def test_streams_of_a_compound_file(streams: dict[str, bytes]) -> None:
    single = {name.lower(): data for name, data in streams.items()}
    read = CompoundFile(compound_file(single), file="")
    for name, data in single.items():
        assert read.read(name) == data


@given(st.text(max_size=60), st.lists(st.integers(0, 130), max_size=6))
def test_a_string_of_an_xls_cut_anywhere(text: str, cuts: list[int]) -> None:
    """After a cut inside the characters a byte says again how wide they are."""
    text = "".join(each for each in text if ord(each) < 0xD800)
    head = struct.pack("<HB", len(text), 1)
    body = text.encode("utf-16-le")
    places = sorted({2 * cut for cut in cuts if 0 < 2 * cut < len(body)})
    pieces = [
        body[start:end] for start, end in zip([0, *places], [*places, len(body)], strict=True)
    ]
    segments = Segments([head + pieces[0], *(b"\x01" + piece for piece in pieces[1:])])
    assert wide_string(segments, long=True) == text


@given(st.integers(1, MAX_COLUMN), st.integers(1, MAX_ROW), st.integers(0, 40), st.integers(0, 40))
def test_addresses(column: int, row: int, wide: int, high: int) -> None:
    assert column_number(column_name(column)) == column
    assert position(cell_address(row - 1, column - 1)) == (row - 1, column - 1)
    area = Area(row, column, min(row + high, MAX_ROW), min(column + wide, MAX_COLUMN))
    assert Area.parse(str(area)) == area


@given(
    st.decimals(-(10**14), 10**14, places=1, allow_nan=False)
    | st.integers(-(10**15) + 1, 10**15 - 1).map(Decimal)
)
def test_numbers_as_a_cell_holds_them(value: Decimal) -> None:
    text = number_text(value)
    shown = plain(float(text))
    assert Decimal(shown) == value
    assert is_canonical_number(shown)


@settings(SLOW, max_examples=40)
@given(evaluations)
def test_evaluations_on_their_way_to_a_worker(evaluation: Evaluation) -> None:
    job = Job(evaluation, "01.xlsx")
    assert unpacked(packed((job,))) == (job,)


@settings(SLOW, max_examples=10)
@given(evaluation=evaluations)
def test_a_form_made_from_what_was_read_of_it(
    evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = NATIVE.fill(evaluation).data
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    path.write_bytes(made)
    [reading] = read_forms(path)
    assert NATIVE.fill(reading.evaluation).data == made


files = st.lists(
    st.tuples(st.text("ab表", min_size=1, max_size=4), st.binary(min_size=1, max_size=4)),
    min_size=1,
    max_size=12,
)


@settings(SLOW, max_examples=60)
@given(written=files, cut=st.integers(0, 40))
def test_a_manifest_knows_what_was_written(
    written: list[tuple[str, bytes]], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In two runs, the first one's journal cut off anywhere in a further line."""
    folder = tmp_path_factory.mktemp("manifest")
    half = len(written) // 2
    for run in (written[:half], written[half:]):
        with Journal(folder) as journal:
            for name, data in run:
                journal.announce(Entry(f"{name}.xlsx", name, digest(data), "1"))
                (folder / f"{name}.xlsx").write_bytes(data)
        for path in folder.glob("*.part"):
            path.write_bytes(
                path.read_bytes() + b'{"file": "x.xlsx", "project": "", "digest"'[:cut]
            )
        compact(folder)
    last = dict(written)
    lines = (folder / MANIFEST_NAME).read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(last)
    manifest = Manifest(folder)
    for name, data in last.items():
        entry = Entry(f"{name}.xlsx", name, digest(data), "1")
        assert manifest.standing(entry) is Standing.CURRENT
        changed = Entry(f"{name}.xlsx", name, digest(data + b"!"), "1")
        assert manifest.standing(changed) is Standing.OUTDATED


@settings(SLOW, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.integers(1, 12)), min_size=1, max_size=6),
    st.text(max_size=40),
)
def test_marks_leave_the_texts_of_a_workbook_alone(cells: list[tuple[str, int]], text: str) -> None:
    sheet = hostile_parts.sheet(hostile_parts.form_rows()).encode()
    parts = {name: content.encode() for name, content in XLSX.items()} | {
        "xl/worksheets/sheet1.xml": sheet
    }
    data = Bundle.of(pack(name, content) for name, content in parts.items()).file()
    marks = [Mark("表", f"{letter}{row}", text, "FFC7CE") for letter, row in cells]
    made = annotated(Package.read(data), marks, author="perfxl")
    before = [grid.cells for grid in read_xlsx(Archive(data, file=""))]
    assert [grid.cells for grid in read_xlsx(Archive(made, file=""))] == before
    assert annotated(Package.read(data), marks, author="perfxl") == made


KINDS = (
    errors.PerfxlError,
    *errors.PerfxlError.__subclasses__(),
    *errors.InputError.__subclasses__(),
)


@given(st.sampled_from(KINDS), st.text(), st.text(), st.text())
def test_errors_travel_between_processes(
    kind: type[errors.PerfxlError], message: str, file: str, cell: str
) -> None:
    error = kind(message, file=file, cell=cell)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again), again.cell) == (kind, str(error), cell)


def test_the_pairs_named_above_have_their_tests() -> None:
    root = Path(__file__).parent
    for name in (
        "forms/test_round_trip.py",
        "sheet/test_formula.py",
        "sheet/test_expand.py",
        "core/test_quantity.py",
        "forms/grids/test_sheet_rows.py",
    ):
        assert "@given" in (root / name).read_text(encoding="utf-8")
