"""Texts that want to be formulas, fields, markup or commands stay texts in all that is written."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from perfxl.cli import main
from perfxl.core.evaluation import Amount, Evaluation, Goal, Indicator
from perfxl.core.quantity import amount
from perfxl.forms.master import read_master
from perfxl.forms.master_book import write_master
from tests.hostile.cases import CASES, Case
from tests.test_batch import project

MARK = "恶意"
TEXTS = (
    f'=HYPERLINK("http://{MARK}甲","x")',
    f"+{MARK}乙",
    f"-{MARK}丙+1",
    f"@SUM({MARK}丁)",
    f"=cmd|'/c {MARK}戊'!A1",
    f"{{={MARK}己}}",
    f"{{{{ {MARK}庚 }}}}{{% for {MARK}庚 in x %}}",
    f"<w:t>&{MARK}辛;]]>",
    f"{MARK}壬_x001B_\u202e",
    f"{MARK}癸\x1b[2J\x07",
)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def evaluation(number: int, text: str) -> Evaluation:
    """A form with the text wherever a text can stand."""
    row = Indicator(text, text, text, text, text, amount("90"), deviation_note=text)
    return replace(
        project(str(number), text),
        department=text,
        unit=text,
        goal=Goal(text, text),
        indicators=(row, row._replace(target="≥2", actual="1", awarded=Amount(text, None))),
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder with everything that the commands write, and what they said."""
    folder = tmp_path_factory.mktemp("written")
    forms = [evaluation(number, text) for number, text in enumerate(TEXTS, 1)]
    write_master(forms, folder / "总表.xlsx", rulebook="mof-2020")
    said = []
    for command in (
        "generate 总表.xlsx --out 表",
        "generate 总表.xlsx --out 表二 --cells udf",
        "generate 总表.xlsx --out 表三 --cells values --json",
        "check 总表.xlsx 表 --report 问题.xlsx",
        "check 表 --annotate 批注",
        "explain 总表.xlsx",
        "collect 表 --out 汇集.xlsx",
        "rollup 总表.xlsx --out 汇总.xlsx",
        "report 总表.xlsx --out 报告.docx",
        "rollover 总表.xlsx --out 下年.xlsx",
    ):
        words = [
            str(folder / word) if "." in word or word[0] > "z" else word for word in command.split()
        ]
        result = CliRunner().invoke(main, words)
        if not isinstance(result.exception, SystemExit | None):
            raise result.exception
        assert result.exit_code in (0, 1), (command, result.output, result.exception)
        said.append(result.output)
    return folder, said


def _workbooks(folder: Path) -> Iterator[tuple[Path, str, etree._Element]]:
    for path in sorted(folder.rglob("*.xlsx")):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.endswith(".xml"):
                    yield path, name, etree.fromstring(package.read(name))


def test_no_text_is_a_formula(written: tuple[Path, list[str]]) -> None:
    texts = 0
    for path, part, root in _workbooks(written[0]):
        tags = ("f", "formula", "formula1", "formula2", "definedName")
        for item in root.iter(*(f"{{*}}{tag}" for tag in tags)):
            assert MARK not in _QUOTED.sub("", item.text or ""), (path, part, item.text)
        texts += sum(MARK in (item.text or "") for item in root.iter("{*}t"))
        links = [item.get("location", "") for item in root.iter("{*}hyperlink")]
        assert not any("http" in link for link in links)
    assert texts > 10 * len(TEXTS)


def test_no_relationship_leads_to_a_text(written: tuple[Path, list[str]]) -> None:
    for path in written[0].rglob("*.xlsx"):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                if name.endswith(".rels"):
                    for item in etree.fromstring(package.read(name)):
                        target = item.get("Target", "")
                        assert not target.startswith("http"), (path, target)


def test_a_document_holds_the_texts_as_texts(written: tuple[Path, list[str]]) -> None:
    with zipfile.ZipFile(written[0] / "报告.docx") as package:
        root = etree.fromstring(package.read("word/document.xml"))
    assert not [item for item in root.iter("{*}instrText") if MARK in (item.text or "")]
    shown = "".join(item.text or "" for item in root.iter("{*}t"))
    for text in TEXTS[:8]:
        assert text in shown, text


def test_what_is_said_moves_no_cursor_and_turns_no_text(
    written: tuple[Path, list[str]],
) -> None:
    for said in written[1]:
        assert MARK in said
        assert not _FORBIDDEN.search(said), ascii(_FORBIDDEN.search(said))


def test_every_text_comes_back(written: tuple[Path, list[str]]) -> None:
    read = read_master(written[0] / "总表.xlsx")
    assert [each.project for each in read.evaluations] == list(TEXTS)
    assert [each.indicators[0].target for each in read.evaluations] == list(TEXTS)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.title.startswith("a formula as a text")],
    ids=lambda case: case.name,
)
def test_a_formula_in_a_form_of_any_format_stays_a_text(case: Case, tmp_path: Path) -> None:
    """Collected, summed up, and handed out again: nothing becomes a formula on the way."""
    case.make(tmp_path / case.name)
    for command in (
        f"collect {case.name} --out 总表.xlsx --cells values",
        "generate 总表.xlsx --out 表 --cells values",
        "rollup 总表.xlsx --out 汇总.xlsx",
    ):
        words = [
            str(tmp_path / word) if "." in word or word == "表" else word
            for word in command.split()
        ]
        result = CliRunner().invoke(main, words)
        assert result.exit_code in (0, 1), result.output
    texts = 0
    for path in (tmp_path / "总表.xlsx", tmp_path / "汇总.xlsx", *(tmp_path / "表").glob("*.xlsx")):
        with zipfile.ZipFile(path) as package:
            for name in package.namelist():
                content = package.read(name).decode(errors="replace")
                assert not re.search(r"<f[ >][^<]*cmd\|", content), name
                texts += "=cmd|" in content
    assert texts >= 3
