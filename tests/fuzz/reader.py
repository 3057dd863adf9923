"""Target: collected files of every format that is read here, from their parts."""

# ruff: noqa: PT017

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from perfxl.core.checks.all_checks import check
from perfxl.core.scoring import score
from perfxl.errors import PerfxlError
from perfxl.forms.grid import Grid
from perfxl.forms.grids.source import Format, Source, read_grids, read_tables
from perfxl.forms.master import master_of
from perfxl.forms.master_layout import is_master
from perfxl.forms.reader import forms_in
from perfxl.forms.rulebooks import load_rulebook
from perfxl.sheet.annotation import Mark, annotated
from perfxl.sheet.package import Package
from perfxl.sheet.workbook import read_workbook
from tests.forms.grids.compound_file import compound
from tests.fuzz.workbook import PACKAGES, SHEET, package, split

RULES = load_rulebook()
FILE = "表"
_FORMATS = {
    b"xlsx": Format.XLSX,
    b"docx": Format.DOCX,
    b"ods": Format.ODS,
    b"odt": Format.ODT,
    b"xls": Format.XLS,
    b"html": Format.HTML,
    b"mht": Format.MHT,
    b"xml": Format.XML,
    b"txt": Format.TEXT,
}


def run(data: bytes) -> None:
    """Read the file that ``data`` describes; only a :class:`PerfxlError` may come of it."""
    kind, parts = split(data)
    form = _FORMATS.get(kind)
    if form is None:
        return
    content = _content(kind, parts)
    try:
        _read(Source(content, form))
    except PerfxlError as error:
        assert FILE in str(error), "the message does not name the file"
        assert "\n" not in error.message[:1]
    if form is Format.XLSX:
        _scanned_as_parsed(content)
        _annotate(content)


def _content(kind: bytes, parts: dict[str, bytes]) -> bytes:
    if kind in PACKAGES:
        return package(kind, parts)
    return compound({"Workbook": parts[""]}) if kind == b"xls" else parts[""]


def _read(source: Source) -> None:
    grids = tuple(read_grids(source, file=FILE))
    for grid in grids:
        _check_grid(grid)
    if is_master(grid.sheet for grid in grids):
        master_of(grids, file=FILE)
    readings = forms_in(source, grids, file=FILE)
    assert readings == forms_in(source, grids, file=FILE)
    for reading in readings:
        if source.format is not Format.TEXT:
            assert reading.used + len(reading.unplaced) + reading.skipped >= 0
        card = score(reading.evaluation, RULES)
        check(reading.evaluation, card, RULES)


def _check_grid(grid: Grid) -> None:
    """No two cells cover the same position, and none is empty."""
    taken: set[tuple[int, int]] = set()
    for cell in grid.cells:
        assert cell.text, cell
        area = (cell.row_span, cell.column_span)
        assert min(area) >= 1, cell
        if area == (1, 1):
            assert (cell.row, cell.column) not in taken, cell
            taken.add((cell.row, cell.column))


def _scanned_as_parsed(content: bytes) -> None:
    """A sheet written with a prefix, which is parsed, holds what the scanned one holds."""
    source = Source(content, Format.XLSX)
    try:
        scanned = tuple(read_grids(source, file=FILE))
        rows = [(table.sheet, list(table.rows)) for table in read_tables(source, file=FILE)]
    except PerfxlError:
        return
    prefixed = _prefixed(content)
    if prefixed is None:
        return
    assert _cells(read_grids(Source(prefixed, Format.XLSX), file=FILE)) == _cells(scanned)
    assert len(rows) == len(scanned)


def _cells(grids: Iterable[Grid]) -> list[object]:
    return [(grid.cells, grid.covered, grid.uncached, grid.formulas) for grid in grids]


def _prefixed(content: bytes) -> bytes | None:
    """The same package with the first sheet's elements under a prefix."""
    with ZipFile(BytesIO(content)) as archive:
        if SHEET not in archive.namelist():
            return None
        parts = {name: archive.read(name) for name in archive.namelist()}
    try:
        root = etree.fromstring(parts[SHEET], etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return None
    uri = etree.QName(root).namespace
    if not uri or root.prefix or any(child.prefix for child in root.iter(etree.Element)):
        return None
    made = etree.Element(root.tag, nsmap={"x": uri, **{k: v for k, v in root.nsmap.items() if k}})
    made.extend(list(root))
    etree.cleanup_namespaces(made, keep_ns_prefixes=["x"])
    return package(b"xlsx", parts | {SHEET: etree.tostring(made, encoding="utf-8")})


def _annotate(content: bytes) -> None:
    """A copy with marks is a workbook with the same texts."""
    try:
        whole = Package.read(content, name=FILE)
        sheets = [name for name, _ in read_workbook(whole).sheets]
        if len(set(sheets)) != len(sheets):
            return
        marks = [Mark(sheet, "B2", "说明", "FFC7CE") for sheet in sheets]
        made = annotated(whole, marks, author="perfxl")
    except PerfxlError:
        return
    try:
        before = _cells(read_grids(Source(content, Format.XLSX), file=FILE))
    except PerfxlError:
        return
    assert _cells(read_grids(Source(made, Format.XLSX), file=FILE)) == before
