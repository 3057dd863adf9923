"""HTML tables and the XML workbooks of 2003 → grids.

Budget systems export both under the name .xls, and web pages carry the published forms.
"""

from __future__ import annotations

import email
from collections.abc import Iterator

from lxml import etree, html

from perfxl.errors import InputError, LimitError
from perfxl.forms.grid import Grid, cell_text, make_grid
from perfxl.forms.grids.document import Block, Table, TableCell, document_grid
from perfxl.forms.grids.numbers import shown
from perfxl.regex import regex
from perfxl.sheet.xml import parse

MAX_CELLS = 1_000_000
_TOO_MANY = f"单元格超过{MAX_CELLS}个，无法读取；请删去空行空列后重试"
MAX_SPAN = 1_000
MAX_ELEMENTS = 2_000_000
MAX_DEPTH = 20  # tables in tables
MAX_PARTS = 2_000  # the pictures of a saved page
_MOST_LEVELS = 20

# Others make few bytes many, or read for minutes.
_CHARSETS = frozenset(
    {"utf-8", "utf8", "big5", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"}
)

_CHARSET = regex(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{3,20})")
_SPACE = regex(r"[ \t\r\n\f]+")
_DEEPEST = 200
_SKIPPED = frozenset({"script", "style", "head", "template", "noscript"})
_LINES = frozenset({"p", "div", "li", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})
_SPREADSHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
_NAMED_FORMATS = {"Percent": "0.00%", "Short Date": "yyyy-m-d", "General Date": "yyyy-m-d h:mm"}


def read_html(data: bytes, *, file: str) -> Iterator[Grid]:
    """The tables and paragraphs of a web page as one grid.

    Raises:
        InputError: the bytes are no page in any known encoding.
        LimitError: it has more than :data:`MAX_CELLS` cells.
    """
    if data.count(b"<") > MAX_ELEMENTS:
        raise LimitError(
            f"网页的标记超过{MAX_ELEMENTS}个，无法读取；请只保留自评表后重试", file=file
        )
    text = _decoded(data, file)
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True))
    except (etree.ParserError, ValueError) as error:
        raise InputError("网页是空的或已损坏，无法读取", file=file) from error
    yield document_grid(_blocks(root, _holders(root), file, 0), file=file)


def read_mht(data: bytes, *, file: str) -> Iterator[Grid]:
    """A web page saved with its pictures in one file (.mht); errors as :func:`read_html`."""
    head = data.lower()
    if head.count(b"\ncontent-type:") > MAX_PARTS or head.count(b"boundary=") > _MOST_LEVELS:
        raise LimitError(
            f"网页文件的部分超过{MAX_PARTS}个或嵌套超过{_MOST_LEVELS}层，疑似恶意文件；"
            "请用浏览器打开后另存为网页",
            file=file,
        )
    message = email.message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and b"<table" in content.lower():
                yield from read_html(content, file=file)


def _decoded(data: bytes, file: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        named = _CHARSET.search(data[:4096])
        declared = named[1].decode("ascii").lower() if named else "utf-8"
        encodings = ["utf-8-sig", declared if declared in _CHARSETS else "gb18030", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding).replace("\0", "")
        except (UnicodeDecodeError, LookupError):
            continue
    raise InputError("网页的文字编码无法识别；请用浏览器打开后复制到Excel再保存", file=file)


def _holders(root: etree._Element) -> set[etree._Element]:
    """Every element around a table."""
    found: set[etree._Element] = set()
    for table in root.iter("table"):
        holder = table.getparent()
        while holder is not None and holder not in found:
            found.add(holder)
            holder = holder.getparent()
    return found


def _blocks(
    parent: etree._Element, holders: set[etree._Element], file: str, depth: int
) -> Iterator[Block]:
    if depth > _DEEPEST:
        return
    loose: list[str] = [parent.text or ""]
    for child in parent:
        name = child.tag if isinstance(child.tag, str) else ""
        if name == "table" or child in holders:
            yield _SPACE.sub(" ", "".join(loose))
            loose = [child.tail or ""]
            if name == "table":
                yield from _table(child, file, depth)
            else:
                yield from _blocks(child, holders, file, depth + 1)
        elif name in _LINES:
            yield _SPACE.sub(" ", "".join(loose))
            yield _text(child)
            loose = [child.tail or ""]
        else:
            if name and name not in _SKIPPED:
                loose.append(_text(child))
            loose.append(child.tail or "")
    yield _SPACE.sub(" ", "".join(loose))


def _table(table: etree._Element, file: str, depth: int) -> Iterator[Block]:
    cells: list[TableCell] = []
    nested: list[etree._Element] = []
    taken: set[tuple[int, int]] = set()
    count = 0
    for row in _within(table, "tr"):
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (count, column) in taken:
                column += 1
            rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
            if len(taken) + rows * columns > MAX_CELLS:
                raise LimitError(_TOO_MANY, file=file)
            taken.update((count + r, column + c) for r in range(rows) for c in range(columns))
            cells.append(TableCell(count, count + rows, column, column + columns, _text(cell)))
            nested += _within(cell, "table")
            column += columns
        count += 1
    yield Table(
        tuple(
            TableCell(cell.top, min(cell.bottom, count), cell.left, cell.right, cell.text)
            for cell in cells
        ),
        count,
    )
    for inner in nested:
        if depth < MAX_DEPTH:
            yield from _table(inner, file, depth + 1)


def _within(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The nearest elements of a name, not those in tables below."""
    for child in parent:
        if child.tag == name:
            yield child
        elif child.tag != "table":
            yield from _within(child, name)


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1").strip()
    return max(1, min(int(text[:6]), MAX_SPAN)) if text.isascii() and text.isdigit() else 1


def _text(element: etree._Element) -> str:
    """The text as a browser shows it; nested tables are read on their own."""
    pieces: list[str] = []
    _collect(element, pieces, 0)
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(pieces).split("\v"))
    return "\n".join(line for line in lines if line)


def _collect(element: etree._Element, pieces: list[str], depth: int) -> None:
    pieces.append((element.text or "").replace("\v", " "))
    for child in element:
        name = child.tag if isinstance(child.tag, str) else ""
        if name in _LINES:
            pieces.append("\v")
        if name and name not in _SKIPPED and name != "table" and depth < _DEEPEST:
            _collect(child, pieces, depth + 1)
        if name in _LINES:
            pieces.append("\v")
        pieces.append((child.tail or "").replace("\v", " "))


def read_xml_workbook(data: bytes, *, file: str) -> Iterator[Grid]:
    """The sheets of an XML workbook of Excel 2002 and 2003.

    Raises:
        InputError: the XML is broken.
        LimitError: it has more than :data:`MAX_CELLS` cells.
    """
    root = parse(data, part=file, file=file)
    codes = {}
    for style in root.iter(f"{_SPREADSHEET}Style"):
        form = style.find(f"{_SPREADSHEET}NumberFormat")
        code = "" if form is None else form.get(f"{_SPREADSHEET}Format", "")
        codes[style.get(f"{_SPREADSHEET}ID", "")] = _NAMED_FORMATS.get(code, code)
    for sheet in root.iterfind(f"{_SPREADSHEET}Worksheet"):
        name = sheet.get(f"{_SPREADSHEET}Name", "")
        texts: dict[tuple[int, int], str] = {}
        merges = []
        row = -1
        for line in sheet.iterfind(f"{_SPREADSHEET}Table/{_SPREADSHEET}Row"):
            row = _index(line, row + 1)
            column = -1
            for cell in line.iterfind(f"{_SPREADSHEET}Cell"):
                column = _index(cell, column + 1)
                across, down = _more(cell, "MergeAcross"), _more(cell, "MergeDown")
                if text := _data(cell, codes):
                    texts[row, column] = text
                if across or down:
                    merges.append((row, column, row + down, column + across))
                column += across
                if len(texts) > MAX_CELLS:
                    raise LimitError(
                        _TOO_MANY,
                        file=file,
                        sheet=name,
                    )
        yield make_grid(name, texts, merges, file=file)


def _index(element: etree._Element, otherwise: int) -> int:
    text = element.get(f"{_SPREADSHEET}Index", "")
    return int(text[:7]) - 1 if text.isascii() and text.isdigit() and text != "0" else otherwise


def _more(element: etree._Element, name: str) -> int:
    text = element.get(f"{_SPREADSHEET}{name}", "0")
    return int(text[:7]) if text.isascii() and text.isdigit() else 0


def _data(cell: etree._Element, codes: dict[str, str]) -> str:
    item = cell.find(f"{_SPREADSHEET}Data")
    if item is None:
        return ""
    text = "".join(str(piece) for piece in item.itertext())
    kind = item.get(f"{_SPREADSHEET}Type", "String")
    if kind == "Number":
        try:
            return shown(float(text), codes.get(cell.get(f"{_SPREADSHEET}StyleID", ""), ""))
        except ValueError:
            return cell_text(text)
    if kind == "DateTime":
        date, _, clock = text.partition("T")
        return f"{date} {clock[:5]}" if clock[:5] not in ("", "00:00") else date
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return cell_text(text)
