"""Filled forms of any origin → readings: workbooks, documents, web pages, pasted text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from perfxl.core.checks import layout
from perfxl.core.checks.results import holds_by_any_rulebook
from perfxl.core.evaluation import Place
from perfxl.core.rulebook import Rulebook
from perfxl.forms.bundled import has_list_of_forms, published
from perfxl.forms.generated import (
    BASIS_SHEET,
    basis_of,
    completed,
    is_generated,
    official_part,
    rulebook_title,
)
from perfxl.forms.grid import Grid
from perfxl.forms.grids.source import Format, Source, open_source, read_grids
from perfxl.forms.reading import Reading
from perfxl.forms.recognise import recognise
from perfxl.forms.rulebooks import DEFAULT, load_rulebook, rulebook_titled
from perfxl.forms.text_rows import decode


def read_forms(path: Path, *, rulebook: Rulebook | None = None) -> tuple[Reading, ...]:
    """Every form in a file, in its order; ``()`` when there is no form in it.

    Args:
        path: .xlsx .xlsm .xls .ods .docx .odt, web pages and text are read as they are;
            .doc .rtf .pdf and .xlsb through LibreOffice.  What a file is, its content says:
            a wrong ending is a finding.
        rulebook: says which 一级指标 a 二级指标 belongs to; if not given, the one that a form
            of ours names, else the default one.

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
    if source.format is Format.TEXT:
        from perfxl.forms.text import read_text  # no workbook waits for it

        book = rulebook or load_rulebook(DEFAULT)
        readings = read_text(decode(source.data, file=file), rulebook=book, file=file)
    else:
        readings = tuple(_forms_on(tuple(grids), file, rulebook))
    if source.misnamed:
        return tuple(_misnamed(reading, source, file) for reading in readings)
    return readings


def _forms_on(sheets: tuple[Grid, ...], file: str, rulebook: Rulebook | None) -> Iterator[Reading]:
    """The forms of a workbook; those of ours, alone or bundled, as they were made."""
    basis = basis_of(sheets) if any(map(is_generated, sheets)) else None
    title = rulebook_title(basis) if basis and rulebook is None else None
    name = rulebook_titled(title) if title else None
    book = rulebook or load_rulebook(name or DEFAULT)
    is_bundle = has_list_of_forms(sheets)
    for grid in sheets:
        if grid is basis:
            continue
        for reading in recognise(official_part(grid), file=file, book=book):
            if is_bundle:
                yield published(reading, grid, book)
                continue
            found = completed(reading, grid, basis, book)
            if title and not name:
                note = layout.unknown_rulebook(Place(file, BASIS_SHEET), title=title)
                # What another rulebook gives is shown otherwise, and rightly.
                others = filter(holds_by_any_rulebook, found.findings)
                found = found._replace(findings=(note, *others))
            yield found._replace(rulebook=name)


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
    return reading._replace(findings=(note, *reading.findings))
