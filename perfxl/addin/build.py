"""Make ``perfxl.xlam`` from the sources kept as text: VBA, ribbon, wrappers, package parts.

The add-in belongs to the very xlwings that is installed, because its VBA loads a DLL
named by version.  Equal sources and equal xlwings give equal bytes on every system.
"""

from __future__ import annotations

import importlib.util
import re
import zipfile
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import perfxl
from perfxl.addin.edition import FILE_NAME, PROJECT, XLWINGS
from perfxl.addin.ovba import Module, ModuleKind, vba_project
from perfxl.addin.wrappers import wizard_rows, worksheet_functions, wrapper_module
from perfxl.errors import InputError, OutputError
from perfxl.forms.output_file import refuse_output
from perfxl.sheet.saving import save_atomic
from perfxl.system_errors import cause_of

_RIBBON_2009 = "http://schemas.microsoft.com/office/2009/07/customui"
_RIBBON_2006 = "http://schemas.microsoft.com/office/2006/01/customui"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# What the VBA says when Python cannot be asked; VBA source cannot hold Chinese.
_MESSAGES = (
    ("@title", "绩效自评"),
    ("@nobook", "请先打开一份自评表或总表，再按这个按钮。"),
    (
        "@python",
        "没有完成：Python 没有启动，或者启动后出错。表中的数没有改动，表内公式仍然有效。\n"
        "请在命令行运行 perfxl addin doctor，按其中的提示处理，然后再按一次按钮。",
    ),
)


def build(out: Path, *, force: bool = False) -> Path:
    """Write the add-in and return its path.

    Args:
        out: the file to write, or a folder, where it is called ``perfxl.xlam``.
        force: overwrite a file that is there.

    Raises:
        OutputError: the file is refused by :func:`.refuse_output`, or cannot be written.
        InputError: the installed xlwings is not the one this build expects.
    """
    path = out / FILE_NAME if out.is_dir() else out
    refuse_output(path, "加载项", force=force, suffix=".xlam")
    content = addin()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_atomic(path, content, fresh=not force)
    except OSError as error:
        raise OutputError(f"加载项写不进去（{cause_of(error)}）", file=str(path)) from error
    except OutputError as error:
        message = f"{error.message}。如果 Excel 正开着它，请先关闭 Excel"
        raise OutputError(message, file=str(path)) from error
    return path


def addin() -> bytes:
    """The bytes of the add-in.

    Members are stored, not compressed: compressors differ between systems.
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts().items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 0  # the same field whatever system builds
            package.writestr(entry, content)
    return buffer.getvalue()


def parts() -> dict[str, bytes]:
    """The members of the package by name, content types first."""
    ribbon = _source("ribbon.xml")
    texts = [*_MESSAGES, *wizard_rows(worksheet_functions())]
    strings = _Strings()
    return {
        "[Content_Types].xml": _source("package/[Content_Types].xml").encode(),
        "_rels/.rels": _source("package/_rels/.rels").encode(),
        "customUI/customUI.xml": ribbon.encode(),
        "customUI/customUI14.xml": ribbon.replace(_RIBBON_2006, _RIBBON_2009).encode(),
        "docProps/app.xml": _source("package/docProps/app.xml").encode(),
        "docProps/core.xml": _source("package/docProps/core.xml").encode(),
        "xl/workbook.xml": _source("package/xl/workbook.xml").encode(),
        "xl/_rels/workbook.xml.rels": _source("package/xl/_rels/workbook.xml.rels").encode(),
        "xl/styles.xml": _source("package/xl/styles.xml").encode(),
        "xl/worksheets/sheet1.xml": _sheet("Sheet1", configuration(), strings),
        "xl/worksheets/sheet2.xml": _sheet("Sheet2", texts, strings),
        "xl/sharedStrings.xml": strings.part(),
        "xl/vbaProject.bin": vba_project(PROJECT, modules()),
    }


def configuration() -> tuple[tuple[str, str], ...]:
    """What xlwings reads from the add-in's sheet, and what ``doctor`` compares.

    Where Python is stands in the user's settings file, which the installer writes.  The
    folder of an opened workbook is not searched for Python modules: a workbook from
    elsewhere must not bring its own.
    """
    return (
        ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
        ("SHOW CONSOLE", "False"),
        ("PERFXL VERSION", perfxl.__version__),
        ("XLWINGS VERSION", version("xlwings")),
    )


def modules() -> tuple[Module, ...]:
    """The VBA modules in the order of the project."""
    names = sorted(
        entry.name.removesuffix(".bas")
        for entry in files(__package__).joinpath("vba").iterdir()
        if entry.name.endswith(".bas")
    )
    return (
        Module("ThisWorkbook", _source("vba/ThisWorkbook.cls"), ModuleKind.WORKBOOK),
        Module("Sheet1", "", ModuleKind.SHEET),
        Module("Sheet2", "", ModuleKind.SHEET),
        Module("xlwings", xlwings_module()),
        wrapper_module(worksheet_functions()),
        *(Module(name, _source(f"vba/{name}.bas")) for name in names),
    )


# What is changed in the VBA of xlwings; each text on the left stands there once.
_CHANGES = (
    ('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT}"'),
    # Settings come from the add-in's own sheet and the user's file only.
    ('If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then', "If False Then"),
    ('If source = "" Or source = "directory" Then', 'If source = "directory" Then'),
    # Python finds modules only where they are installed: no folder of a workbook, and (-P)
    # not the current folder, which is that of the file opened last.
    (
        'AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" & '
        'GetConfig("ONEDRIVE_CONSUMER_WIN") & ";" & GetConfig("ONEDRIVE_COMMERCIAL_WIN") & ";" & '
        'GetConfig("SHAREPOINT_WIN") & ";" & GetConfig("PYTHONPATH")',
        '"False"',
    ),
    ('tail = " -B -c ""import sys, os;"', 'tail = " -B -P -c ""import sys, os;"'),
)


def xlwings_module() -> str:
    """The VBA module of the installed xlwings, under our name and with our trust.

    As shipped it takes its settings, the path of the Python program among them, first from
    a sheet of whatever workbook is active and then from a file in that workbook's folder,
    and Python looks for modules in the current folder.  A form received from someone else
    could so bring a program to start.

    Raises:
        InputError: it is another xlwings than the one this build knows.
    """
    mend = f"请运行：pip install xlwings=={XLWINGS}"
    if version("xlwings") != XLWINGS:
        found = version("xlwings")
        raise InputError(f"加载项要用 xlwings {XLWINGS} 制作，装着的是 {found}；{mend}")
    spec = importlib.util.find_spec("xlwings")
    if spec is None or spec.origin is None:
        raise InputError(f"没有找到 xlwings 的文件；{mend}")
    source = (Path(spec.origin).parent / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    for found, put in _CHANGES:
        if source.count(found) != 1:
            raise InputError(f"xlwings 的宏代码与原来的不同（{found}），可能被改过；{mend}")
        source = source.replace(found, put)
    return source


class _Strings:
    """The shared strings of the package, numbered as they are first used."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._uses = 0

    def number(self, text: str) -> int:
        self._uses += 1
        return self._numbers.setdefault(text, len(self._numbers))

    def part(self) -> bytes:
        items = "".join(
            f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self._numbers
        )
        counts = f'count="{self._uses}" uniqueCount="{len(self._numbers)}"'
        return f'{_HEAD}<sst xmlns="{_SPREADSHEET}" {counts}>{items}</sst>\n'.encode()


def _sheet(code_name: str, rows: Iterable[Sequence[str]], strings: _Strings) -> bytes:
    """A worksheet of texts, beginning at A1; an empty text is an empty cell."""
    lines = []
    for row, texts in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(ord("A") + column)}{row}" t="s"><v>{strings.number(text)}</v></c>'
            for column, text in enumerate(texts)
            if text
        )
        lines.append(f'<row r="{row}">{cells}</row>')
    return (
        f'{_HEAD}<worksheet xmlns="{_SPREADSHEET}"><sheetPr codeName="{code_name}"/>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>\n"
    ).encode()


def _source(name: str) -> str:
    """A source file of this package, with one kind of line end whatever git made of it."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return re.sub(r"\r\n?", "\n", text)
