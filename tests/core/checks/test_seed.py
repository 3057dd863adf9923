"""What is wrong in the seventeen forms of 2020: the list was written by hand, and holds exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfxl.core.checks.all_checks import check
from perfxl.core.finding import Finding
from perfxl.core.scoring import score
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.text import read_text

CORPUS = Path(__file__).parents[2] / "corpus"
BOOK = load_rulebook()
_SEED = "self_evaluation_forms_2020.txt"
FORMS = [
    reading.evaluation
    for reading in read_text((CORPUS / _SEED).read_text(encoding="utf-8"), file=_SEED)
]
FINDINGS = [check(form, score(form, BOOK), BOOK) for form in FORMS]


def by_hand(form: int) -> Iterator[tuple[str, str]]:
    """The codes and field paths listed for one form."""
    text = (CORPUS / "seed_findings.txt").read_text(encoding="utf-8")
    (block,) = re.findall(rf"^表{form}\n(.*?)(?=^表|\Z)", text, re.MULTILINE | re.DOTALL)
    for line in block.splitlines():
        code, *fields = line.partition("#")[0].split() or ["-"]
        for field in fields:
            run = re.fullmatch(r"指标(\d+)〜(\d+)\.(.+)", field)
            if run is None:
                yield code, field
            else:
                for number in range(int(run[1]), int(run[2]) + 1):
                    yield code, f"指标{number}.{run[3]}"


@pytest.mark.parametrize("form", range(1, 18))
def test_the_findings_of_a_form(form: int) -> None:
    found = [(finding.code, finding.field) for finding in FINDINGS[form - 1]]
    assert sorted(found) == sorted(by_hand(form))


def the(form: int, code: str, field: str) -> Finding:
    (finding,) = (item for item in FINDINGS[form - 1] if (item.code, item.field) == (code, field))
    return finding


@pytest.mark.parametrize(
    ("form", "code", "field", "message"),
    [
        (
            4,
            "W05",
            "总分.分值",
            f"错误 W05 {_SEED}［表4］第729行 总分.分值：表上的分值合计与各项分值之和不符。"
            "现为：“90”；应为：100；处理：改正总分一行的分值（由收来的表生成的，在“原表数据”里），或核对各项分值",
        ),
        (
            8,
            "F03",
            "年度资金总额.全年执行数",
            f"错误 F03 {_SEED}［表8］第1387行 年度资金总额.全年执行数：资金总额与各项之和不符。"
            "现为：21.2785；应为：各项之和21.2758；处理：核对总额与各项资金，改正写错的一个",
        ),
        (
            12,
            "D01",
            "指标5.实际完成值",
            f"错误 D01 {_SEED}［表12］第2249行 指标5.实际完成值：日期远离评价年度。"
            "现为：“2121.12.31”；应为：2020年前后的日期；处理：改正日期",
        ),
        (
            16,
            "S08",
            "年度资金总额.得分",
            f"提示 S08 {_SEED}［表16］第2947行 年度资金总额.得分：得分的舍入与评分办法不同。"
            "现为：“8.1”；应为：8.13（260.2976 ÷ 320 = 81.34%，81.34% × 10 = 8.13）；"
            "处理：核对得分",
        ),
    ],
)
def test_a_message_is_all_a_person_needs(form: int, code: str, field: str, message: str) -> None:
    assert str(the(form, code, field)) == message


def test_every_finding_says_where_what_and_what_to_do() -> None:
    for findings in FINDINGS:
        for finding in findings:
            assert finding.where.cell
            assert finding.found
            assert finding.expected
            assert finding.fix
