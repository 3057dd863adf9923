"""Many .doc, .rtf, .pdf and .xlsb files converted by one start of LibreOffice.

A start takes seconds, a form tenths of one.  What such a conversion does not bring back (a
damaged file stops those behind it) is converted by itself when its turn comes, which also
says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from perfxl.errors import InputError
from perfxl.forms.grid import Grid
from perfxl.forms.grids.source import Format, Source, open_source, read_grids

FEWEST = 3
"""Fewer files are as quick one by one."""

_MOST = 40  # files in one start, so that a damaged one does not hold up a thousand
_ENDINGS = frozenset({".doc", ".dot", ".wps", ".wpt", ".rtf", ".pdf", ".xlsb"})
_TARGETS = {
    Format.DOC: Format.DOCX,
    Format.RTF: Format.DOCX,
    Format.XLSB: Format.XLSX,
    Format.PDF: Format.ODT,
}

Made = Mapping[Path, Path]
"""The converted file by the original's path."""


@contextmanager
def converted_ahead(files: Iterable[Path]) -> Iterator[Made]:
    """Those of ``files`` that LibreOffice must convert, converted; they vanish at the end."""
    wanted = [path for path in files if path.suffix.lower() in _ENDINGS]
    if len(wanted) < FEWEST:
        yield MappingProxyType({})
        return
    import tempfile

    with tempfile.TemporaryDirectory(prefix="perfxl-") as folder:
        yield MappingProxyType(_converted(wanted, Path(folder)))


def _converted(wanted: Iterable[Path], folder: Path) -> dict[Path, Path]:
    by_format: dict[Format, list[Path]] = {}
    for path in wanted:
        try:
            by_format.setdefault(open_source(path).format, []).append(path)
        except InputError:
            continue  # its turn comes, and with it the message
    made: dict[Path, Path] = {}
    for kind, paths in by_format.items():
        for start in range(0, len(paths) if kind in _TARGETS else 0, _MOST):
            made |= _batch(paths[start : start + _MOST], kind, folder)
    return made


def _batch(paths: list[Path], kind: Format, folder: Path) -> dict[Path, Path]:
    import shutil  # few have such files
    import tempfile

    from perfxl.forms.grids.office import convert_files

    target = _TARGETS[kind].value
    with tempfile.TemporaryDirectory(dir=folder, prefix="in-") as inbox:
        sources = {path: Path(inbox, f"{at}.{kind.value}") for at, path in enumerate(paths)}
        for path, copy in sources.items():
            shutil.copyfile(path, copy)
        out = Path(tempfile.mkdtemp(dir=folder, prefix="out-"))
        convert_files(
            list(sources.values()),
            target=target,
            folder=out,
            import_filter="writer_pdf_import" if kind is Format.PDF else "",
        )
    results = {path: out / f"{copy.stem}.{target}" for path, copy in sources.items()}
    return {path: result for path, result in results.items() if result.is_file()}


def grids_of(source: Source, made: Path | None, *, file: str) -> Iterator[Grid]:
    """The grids of ``source``, from what was made of it ahead if anything was.

    Raises:
        InputError: see :func:`~perfxl.forms.grids.source.read_grids`.
        LimitError: likewise.
    """
    if made is None:
        yield from read_grids(source, file=file)
    elif source.format is Format.PDF:
        from perfxl.forms.grids.pdf import read_made

        yield from read_made(made.read_bytes(), file=file)
    else:
        target = replace(source, data=made.read_bytes(), format=_TARGETS[source.format])
        yield from read_grids(target, file=file)
