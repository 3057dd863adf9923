"""One door for files of any format: what a file is, is told by its content, not its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from perfxl.errors import InputError, LimitError
from perfxl.forms.grid import Grid
from perfxl.forms.table import Table, table_of
from perfxl.sheet.container import Limits
from perfxl.sheet.file import TooLargeError, read_bytes
from perfxl.system_errors import cause_of

FORM = Limits()
MASTER = Limits(file=256 << 20, part=1 << 30, total=2 << 30, streamed=1_800 << 20, ratio=100)
"""What a person names as a master may be large, but not packed as only a bomb can be."""

_HEAD = 4096
_PICTURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
)
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"ustar")


class Format(Enum):
    """What a file really is; the value is the ending it should have."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    ODT = "odt"
    DOCX = "docx"
    DOC = "doc"
    RTF = "rtf"
    PDF = "pdf"
    HTML = "html"
    MHT = "mht"
    XML = "xml"
    TEXT = "txt"


_SAME = {
    Format.XLSX: {"xlsx", "xlsm", "xltx", "xltm", "et", "ett"},
    Format.XLS: {"xls", "xlt", "et", "ett"},
    Format.DOCX: {"docx", "docm", "dotx", "wps"},
    Format.DOC: {"doc", "dot", "wps", "wpt"},
    Format.HTML: {"html", "htm", "shtml"},
    Format.MHT: {"mht", "mhtml"},
    Format.TEXT: {"txt", "text", "tsv", "csv", "md"},
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was opened.

    Args:
        data: its bytes.
        format: what it really is.
        misnamed: its ending when that says something else ("xlsx" for an .xls), else ``""``.
        limits: how large its parts may be, where they are read as tables.
    """

    data: bytes
    format: Format
    misnamed: str = ""
    limits: Limits = FORM


def open_source(path: Path, *, limits: Limits = FORM) -> Source:
    """The bytes of a file and what it is.

    Raises:
        InputError: it cannot be read, is empty, has a password, or is no kind of table.
        LimitError: it is larger than ``limits`` allow.
    """
    file = str(path)
    try:
        data = read_bytes(path, most=limits.file)
    except TooLargeError as error:
        raise LimitError(
            f"文件有{error.size >> 20}MB，超过上限{limits.file >> 20}MB；"
            "请删去图片和无关内容后重试",
            file=file,
        ) from error
    except OSError as error:
        raise InputError(
            f"文件无法读取（{cause_of(error)}）；请检查文件是否存在、是否有权限", file=file
        ) from error
    if not data.strip(b"\0 \r\n\t"):
        raise InputError("文件是空的（0字节或没有内容）；请向填报单位重新索取", file=file)
    kind = _format(data, file)
    ending = path.suffix.lower().lstrip(".")
    right = _SAME.get(kind, {kind.value})
    return Source(data, kind, "" if ending in right or not ending else ending, limits)


def read_grids(source: Source, *, file: str) -> Iterator[Grid]:
    """The sheets of a workbook, or the one grid of a document; text files have none.

    Raises:
        InputError: the file is damaged or needs a program that is not there.
        LimitError: it exceeds a limit.
    """
    reader = _READERS.get(source.format)
    if reader is not None:
        yield from reader(source.data, file)


def sheet_names(source: Source, *, file: str) -> tuple[str, ...]:
    """What the sheets of an .xlsx are called; none of a file of another format.

    Raises:
        InputError: the file is damaged.
        LimitError: it exceeds a limit.
    """
    if source.format is not Format.XLSX:
        return ()
    from perfxl.forms.grids import xlsx
    from perfxl.forms.grids.archive import Archive

    return xlsx.sheet_names(Archive(source.data, file=file, limits=source.limits))


def read_tables(source: Source, *, file: str) -> Iterator[Table]:
    """The sheets of a workbook as rows, which are read while they are gone through.

    Raises:
        InputError: the file is damaged or needs a program that is not there.
        LimitError: it exceeds a limit.
    """
    if source.format is not Format.XLSX:
        yield from map(table_of, read_grids(source, file=file))
        return
    from perfxl.forms.grids.archive import Archive
    from perfxl.forms.grids.xlsx import read_tables as read_xlsx_tables

    yield from read_xlsx_tables(Archive(source.data, file=file, limits=source.limits))


def _format(data: bytes, file: str) -> Format:
    head = data[:_HEAD]
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(b"PK"):
        return _zip_format(data, file)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound_format(data, file)
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if bare.startswith(b"{\\rtf"):
        return Format.RTF
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        raise InputError("这是图片，无法读取其中的表格；请向填报单位索取Excel或Word原件", file=file)
    if head.startswith(_ARCHIVES):
        raise InputError("这是压缩包；请先解压，再读取其中的表格", file=file)
    if head[:4] in (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00"):
        raise InputError(
            "这是Excel 4.0以前的旧文件，无法读取；请用Excel或WPS打开后另存为.xlsx", file=file
        )
    return _text_format(data, head, bare, file)


def _text_format(data: bytes, head: bytes, bare: bytes, file: str) -> Format:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and bare.startswith(b"<?xml"):
        return Format.XML
    if bare.startswith((b"mime-version:", b"from:")) or b"content-type: multipart" in bare:
        return Format.MHT
    if bare.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")) or (
        bare.startswith(b"<") and b"<table" in data.lower()
    ):
        return Format.HTML
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(
            "文件类型无法识别，或文件已损坏；可读取的有.xlsx、.xls、.ods、.docx、.doc、.pdf、网页和文本",
            file=file,
        )
    return Format.TEXT


def _zip_format(data: bytes, file: str) -> Format:
    from perfxl.forms.grids.archive import Archive

    archive = Archive(data, file=file)
    if "word/document.xml" in archive:
        return Format.DOCX
    if "xl/workbook.bin" in archive:
        return Format.XLSB
    if "mimetype" in archive:
        kind = archive.read("mimetype")
        if b"opendocument.spreadsheet" in kind:
            return Format.ODS
        if b"opendocument.text" in kind:
            return Format.ODT
    if "xl/workbook.xml" in archive or "[Content_Types].xml" in archive:
        return Format.XLSX
    raise InputError("这是压缩包，不是表格或文档；请先解压，再读取其中的表格", file=file)


def _compound_format(data: bytes, file: str) -> Format:
    from perfxl.forms.grids.compound import CompoundFile

    compound = CompoundFile(data, file=file)
    if "EncryptedPackage" in compound:
        raise InputError("文件有密码保护，无法读取；请去掉密码后重试", file=file)
    if "Workbook" in compound or "Book" in compound:
        return Format.XLS
    if "WordDocument" in compound:
        return Format.DOC
    raise InputError("文件类型无法识别：既不是Excel表格，也不是Word文档", file=file)


def _xlsx(data: bytes, file: str) -> Iterator[Grid]:
    from perfxl.forms.grids.archive import Archive
    from perfxl.forms.grids.xlsx import read_xlsx

    return read_xlsx(Archive(data, file=file))


def _xls(data: bytes, file: str) -> Iterator[Grid]:
    from perfxl.forms.grids.compound import CompoundFile
    from perfxl.forms.grids.xls import read_xls

    return read_xls(CompoundFile(data, file=file))


def _docx(data: bytes, file: str) -> Iterator[Grid]:
    from perfxl.forms.grids.archive import Archive
    from perfxl.forms.grids.docx import read_docx

    return read_docx(Archive(data, file=file))


def _ods(data: bytes, file: str) -> Iterator[Grid]:
    from perfxl.forms.grids.archive import Archive
    from perfxl.forms.grids.opendocument import read_ods

    return read_ods(Archive(data, file=file))


def _odt(data: bytes, file: str) -> Iterator[Grid]:
    from perfxl.forms.grids.archive import Archive
    from perfxl.forms.grids.opendocument import read_odt

    return read_odt(Archive(data, file=file))


def _html(data: bytes, file: str) -> Iterator[Grid]:
    from perfxl.forms.grids.web import read_html

    return read_html(data, file=file)


def _mht(data: bytes, file: str) -> Iterator[Grid]:
    from perfxl.forms.grids.web import read_mht

    return read_mht(data, file=file)


def _xml(data: bytes, file: str) -> Iterator[Grid]:
    from perfxl.forms.grids.web import read_xml_workbook

    return read_xml_workbook(data, file=file)


def _pdf(data: bytes, file: str) -> Iterator[Grid]:
    from perfxl.forms.grids.pdf import read_pdf

    return read_pdf(data, file=file)


def _converted(ending: str, target: str) -> Callable[[bytes, str], Iterator[Grid]]:
    def read(data: bytes, file: str) -> Iterator[Grid]:
        from perfxl.forms.grids.office import convert

        made = convert(data, ending=ending, target=target, file=file)
        return _READERS[Format(target)](made, file)

    return read


_READERS: dict[Format, Callable[[bytes, str], Iterator[Grid]]] = {
    Format.XLSX: _xlsx,
    Format.XLS: _xls,
    Format.ODS: _ods,
    Format.ODT: _odt,
    Format.DOCX: _docx,
    Format.HTML: _html,
    Format.MHT: _mht,
    Format.XML: _xml,
    Format.PDF: _pdf,
    Format.XLSB: _converted("xlsb", "xlsx"),
    Format.DOC: _converted("doc", "docx"),
    Format.RTF: _converted("rtf", "docx"),
}
