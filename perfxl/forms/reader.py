"""Filled forms of any origin → readings: workbooks, documents, web pages, pasted text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from perfxl.core.checks import layout
from perfxl.core.evaluation import Place
from perfxl.core.rulebook import Rulebook
from perfxl.forms.generated import basis_of, completed, is_generated, official_part
from perfxl.forms.grid import Grid
from perfxl.forms.grids.source import Format, Source, open_source, read_grids
from perfxl.forms.reading import Reading
from perfxl.forms.recognise import recognise
from perfxl.forms.rulebooks import DEFAULT, load_rulebook
from perfxl.forms.text import read_text
from perfxl.forms.text_rows import decode


def read_forms(path: Path, *, rulebook: Rulebook | None = None) -> tuple[Reading, ...]:
    """Every form in a file, in its order; ``()`` when there is no form in it.

    Args:
        path: .xlsx .xlsm .xls .ods .docx .odt, web pages and text are read as they are;
            .doc .rtf .pdf and .xlsb through LibreOffice.  What a file is, its content says:
            a wrong ending is a finding.
        rulebook: says which 一级指标 a 二级指标 belongs to; the default one if not given.

    Raises:
        InputError: the file cannot be read: it is missing, empty, damaged, a picture, has a
            password, or needs LibreOffice, which is not there.
        LimitError: the file exceeds a safety limit.
    """
    source = open_source(path)
    return forms_in(source, read_grids(source, file=str(path)), file=str(path), rulebook=rulebook)


def forms_in(
    source: Source, grids: Iterable[Grid], *, file: str, rulebook: Rulebook | None = None
) -> tuple[Reading, ...]:
    """Every form in a file that was opened already; ``grids`` are its sheets."""
    book = load_rulebook(DEFAULT) if rulebook is None else rulebook
    if source.format is Format.TEXT:
        readings = read_text(decode(source.data, file=file), rulebook=book, file=file)
    else:
        sheets = tuple(grids)
        basis = basis_of(sheets)
        readings = tuple(
            completed(reading, grid, basis)
            for grid in sheets
            if grid is not basis or not any(map(is_generated, sheets))
            for reading in recognise(official_part(grid), file=file, book=book)
        )
    if source.misnamed:
        return tuple(_misnamed(reading, source, file) for reading in readings)
    return readings


def text_counts(grids: Iterable[Grid]) -> tuple[tuple[str, int], ...]:
    """How many cells with text each sheet has, without what perfxl puts beside its own forms."""
    sheets = tuple(grids)
    own = basis_of(sheets) if any(map(is_generated, sheets)) else None
    return tuple(
        (grid.sheet, len(official_part(grid).cells) + len(grid.covered))
        for grid in sheets
        if grid is not own
    )


def _misnamed(reading: Reading, source: Source, file: str) -> Reading:
    note = layout.misnamed_file(Place(file), ending=source.misnamed, real=source.format.value)
    return replace(reading, findings=(note, *reading.findings))
