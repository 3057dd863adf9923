"""Templates and rulebooks: out of the sandbox, without end, too large a number."""

from __future__ import annotations

import re

from tests.hostile import parts
from tests.hostile.archives import Member, bomb, member, package
from tests.hostile.cases import Case, written
from tests.template.workbooks import workbook

XLSX = ("template", "template check")
DOCX = ("report template",)
RULES = ("rulebook",)
_A = "x" * 15_000
_MANY = "a|list"

# Text of the cell or document, and what it tries; "a" is a text of 30,000 letters.
_JINJA = (
    ("a class", "{{ ''.__class__.__mro__ }}"),
    ("a class by subscript", "{{ a['__class__'] }}"),
    ("a class by filter", "{{ a|attr('__class__') }}"),
    ("a class by map", "{{ (a|map(attribute='__class__')|list)[0] }}"),
    ("a class by sort", "{{ many|sort(attribute='__class__') }}"),
    ("a format string", "{{ '{0.__class__}'.format(a) }}"),
    ("an import", "{% import 'os' as os %}{{ os }}"),
    ("an include", "{% include '/etc/passwd' %}"),
    ("a recursive macro", "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"),
    ("a range of a thousand million", "{% for x in range(10**9) %}x{% endfor %}"),
    ("loops in each other", "{% for x in a %}{% for y in a %}{% for z in a %}{% endfor %}{% endfor %}{% endfor %}"),
    ("a loop over a long list", "{% for x in many %}{% for y in many %}{% if x == y %}{% endif %}{% endfor %}{% endfor %}"),
    ("costly filters in a loop", "{% for x in many[:999] %}{% for y in many[:999] %}{% if many|sort|reverse|list|sort|length == 0 %}x{% endif %}{% endfor %}{% endfor %}"),
    ("powers", "{{ 9 ** 9 ** 9 }}"),
    ("a long text times a number", "{{ 'x' * 1000000000 }}"),
    ("a number of 5,000 digits", "{{ " + "9" * 5_000 + " }}"),
    ("a decimal without end", "{{ 1e308 * 1e308 * 1e308 * 1e308 }}"),
    ("numbers that grow", "{{ " + " * ".join(["9" * 4_000] * 200) + " }}"),
    ("a text joined with itself", "{{ a|list|join(a) }}"),
    ("long literals joined", "{{ '" + _A + "'|list|join('" + _A + "') }}"),
    ("texts replaced in a list", "{{ a|list|map('replace', 'x', a)|list|length }}"),
    ("pairs of a list", "{{ " + _MANY + "|select('in', many)" * 900 + "|list|length }}"),
    ("lists in lists", "{{ " + "[" * 2_000 + "]" * 2_000 + " }}"),
    ("brackets in brackets", "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}"),
    ("conditions in conditions", "{% if 1 %}" * 500 + "{% endif %}" * 500),
    ("a sum of texts", "{{ ['x','y']|sum('') }}"),
    ("a rounding to a million places", "{{ n|round(1000000) }}"),
)  # fmt: skip


def _cell(text: str) -> bytes:
    return workbook({"A1": "项目支出绩效自评表", "B2": text})


def _document(text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    body = f'<w:p><w:r><w:t xml:space="preserve">{escaped}</w:t></w:r></w:p><w:sectPr/>'
    return word_template(parts.WORD_HEAD + body + parts.WORD_TAIL)


def word_template(document: str, *more: Member) -> bytes:
    """A document that python-docx opens."""
    types = parts.XLSX["[Content_Types].xml"].replace(
        "</Types>",
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    )
    links = parts.XLSX["_rels/.rels"].replace("xl/workbook.xml", "word/document.xml")
    made = {"[Content_Types].xml": types, "_rels/.rels": links, "word/document.xml": document}
    return package(made, *more)


def _jinja_cases() -> list[Case]:
    cases = []
    for number, (title, text) in enumerate(_JINJA):
        doors = XLSX if number < 2 else ("template",)
        document = re.sub(r"(?<![\w'])a(?=[\[|~ .)])", f"'{_A}'", text)
        document = document.replace("many", "projects").replace("{{ n|", "{{ 3|")
        cases.append(
            Case(
                f"{title}, in a cell", f"模板{number}.xlsx", written(lambda t=text: _cell(t)), doors
            )
        )
        cases.append(
            Case(
                f"{title}, in a document",
                f"模板{number}.docx",
                written(lambda t=document: _document(t)),
                DOCX,
            )
        )
    return cases


def _rules(old: str, new: str) -> str:
    text = parts.rulebook()
    assert old in text
    return text.replace(old, new, 1)


def _growing_document() -> bytes:
    """A loop in a loop around a paragraph of a megabyte."""
    body = (
        "{% for x in '"
        + _A
        + "'[:999] %}{% for y in '"
        + _A
        + "'[:999] %}"
        + "长" * 300_000
        + "{% endfor %}{% endfor %}"
    )
    return _document(body)


CASES = (
    *_jinja_cases(),
    Case("a paragraph of a megabyte, a million times", "增长.docx", written(_growing_document), DOCX),
    Case("a template with DDE in a document", "动态.docx", written(lambda: word_template(parts.WORD_HEAD + '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/c calc"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p><w:sectPr/>' + parts.WORD_TAIL)), DOCX),
    Case("a template that loads another one from the network", "远程.docx", written(lambda: word_template(parts.WORD_HEAD + "<w:sectPr/>" + parts.WORD_TAIL, member("word/_rels/document.xml.rels", f'<Relationships xmlns="{parts.LINKS}"><Relationship Id="r1" Type="{parts.OFFICE}/attachedTemplate" Target="http://127.0.0.1:9/x.dotm" TargetMode="External"/></Relationships>'))), DOCX),
    Case("a picture of 2 GB in a document", "大图.docx", written(lambda: word_template(parts.WORD_HEAD + "<w:sectPr/>" + parts.WORD_TAIL, bomb("word/media/a.png", "", b"\0" * (1 << 20), 2_000, ""))), DOCX),
    Case("a template of 60,000 placeholders", "占位符.xlsx", written(lambda: workbook({f"{column}{row}": "{{ n }}" for row in range(1, 3_001) for column in "ABCDEFGHIJKLMNOPQRST"})), ("template",)),
    Case("a row at the end of a template", "末行.xlsx", written(lambda: workbook({"A1": "{% for i in rows %}", "A2": "{{ i.name }}", "A3": "{% endfor %}", "A1048576": "末"})), ("template",)),
    Case("a rulebook of 100 MB", "rulebook.toml", written(lambda: b"# " + b"x" * (100 << 20)), RULES),
    Case("a rulebook of 10,000 levels", "rulebook.toml", written(lambda: "a = " + "[" * 10_000 + "]" * 10_000), RULES),
    Case("a rulebook of 10,000 dotted keys", "rulebook.toml", written(lambda: ".".join("a" * 10_000) + " = 1"), RULES),
    Case("a rulebook with 1e308 digits", "rulebook.toml", written(lambda: _rules("weight = 100", "weight = 1e308")), RULES),
    Case("a rulebook with an exponent of 999,999", "rulebook.toml", written(lambda: _rules("weight = 100", "weight = 1E+999999")), RULES),
    Case("a rulebook with infinity", "rulebook.toml", written(lambda: _rules("weight = 100", "weight = inf")), RULES),
    Case("a rulebook with a number of 10,000 digits", "rulebook.toml", written(lambda: _rules("weight = 100", f"weight = {'9' * 10_000}")), RULES),
    Case("a rulebook with a number of 100,000 places", "rulebook.toml", written(lambda: _rules("weight = 100", f"weight = 1.{'0' * 100_000}1")), RULES),
    Case("a rulebook based on a path", "rulebook.toml", written(lambda: 'base = "../../../../etc"\nid = "x"\ntitle = "x"\nreference = "x"\n'), RULES),
    Case("a rulebook based on itself", "rulebook.toml", written(lambda: 'base = "."\nid = "x"\ntitle = "x"\nreference = "x"\n'), RULES),
    Case("a rulebook with half a million synonyms", "rulebook.toml", written(lambda: _rules("[total]", '[aspects."多"]\ndimension = "产出指标"\nreference = "x"\nsynonyms = [' + ",".join(f'"同义{n}"' for n in range(60_000)) + "]\n[total]")), RULES),
    Case("a rulebook in UTF-16", "rulebook.toml", written(lambda: parts.rulebook().encode("utf-16")), RULES),
)  # fmt: skip
