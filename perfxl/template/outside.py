"""What in a template would make Office reach outside the file, as soon as it is opened.

Everything in a template that is no placeholder is copied into every file made from it: a link
that an attacker left there would be opened at each desk the forms are sent to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from perfxl.errors import LimitError
from perfxl.regex import regex
from perfxl.sheet.formula import tokens
from perfxl.sheet.package import Package

_FOLLOWED_BY_HAND = "/hyperlink"
_RELATIONSHIPS = ".rels"
# Parts that load data by themselves: ECMA-376 part 1, 12.3.4, 12.3.9 and 12.3.16.
_LOADING = ("connections.xml", "querytables/", "externallinks/")
_FIELDS = regex(r"\b(?:DDE|DDEAUTO|LINK|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE)\b")
_QUOTED = regex(r'"(?:[^"]|"")*"' + r"|'(?:[^']|'')*'")
_CALLS = regex(r"\b(?:WEBSERVICE|RTD|CALL|REGISTER\.ID|EXEC)\s*\(", re.IGNORECASE)
_ADVICE = "请在模板里去掉（Excel：数据→编辑链接→断开链接），再保存"


def refuse_links(package: Package) -> None:
    """Refuse a template with links that are followed without being asked for.

    Raises:
        LimitError: there is one; names its part.
    """
    for part in package.names():
        what = _outside(package, part)
        if what:
            raise LimitError(f"部件 {part} 里有{what}，{_ADVICE}", file=package.file)


def _outside(package: Package, part: str) -> str:
    folded = part.lower()
    if folded.endswith(_RELATIONSHIPS):
        return "指向外部文件的引用" if any(_followed(package.xml(part))) else ""
    if any(name in folded for name in _LOADING):
        return "外部链接或数据连接"
    if folded.startswith("word/") and folded.endswith(".xml"):
        return "自动载入外部内容的域" if _FIELDS.search(_instructions(package.xml(part))) else ""
    if folded.endswith("workbook.xml"):
        names = package.xml(part).iter("{*}definedName")
        return (
            "调用外部程序的名称" if any(reaches_outside(name.text or "") for name in names) else ""
        )
    return ""


def _followed(root: etree._Element) -> Iterator[bool]:
    for item in root.iterchildren(etree.Element):
        kind = item.get("Type", "")
        yield item.get("TargetMode") == "External" and not kind.endswith(_FOLLOWED_BY_HAND)


def _instructions(root: etree._Element) -> str:
    """The fields of a document; one may be cut into several runs."""
    texts = (item.text or "" for item in root.iter("{*}instrText"))
    simple = (
        str(value)
        for item in root.iter("{*}fldSimple")
        for key, value in item.attrib.items()
        if str(key).endswith("}instr")
    )
    return "".join(texts) + " " + " ".join(simple)


def reaches_outside(formula: str) -> bool:
    """Whether a formula asks another program or the network: ``cmd|'/c calc'!A1``."""
    plain = "".join(token for token in tokens(formula) if isinstance(token, str))
    bare = _QUOTED.sub("", plain)
    return "|" in bare or _CALLS.search(bare) is not None
