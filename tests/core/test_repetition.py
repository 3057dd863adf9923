"""Which forms a roll-up counts, shown as file:project@unit/year=executed."""

from __future__ import annotations

import re
from time import process_time

import pytest

from perfxl.core.evaluation import Evaluation, Evidence, Funding, FundRow, Goal, Indicator
from perfxl.core.quantity import amount
from perfxl.core.repetition import counted_once
from perfxl.core.rollup import ScoredForm
from perfxl.core.scoring import score
from perfxl.forms.rulebooks import load_rulebook
from tests.pace import slowness

RULES = load_rulebook()
_FORM = re.compile(r"(\w+):(\S*)@(\S*)/(\d*)(?:=(\d+))?(?:#(\d+))?")


def form(notation: str) -> ScoredForm:
    """ "a:甲@一中/2020=60#3": file, project, unit, year, executed, number in its master."""
    file, project, unit, year, executed, code = _FORM.fullmatch(notation).groups()
    evaluation = Evaluation(
        code=code,
        project=project or None,
        unit=unit or None,
        year=int(year) if year else None,
        funding=Funding(FundRow(executed=amount(executed))),
    )
    return ScoredForm(evaluation, score(evaluation, RULES), (), file)


def left_out(forms: str) -> list[str]:
    """ "b→a": the form of file b stands behind that of a; "=" the same contents, "m" a master's."""
    found = counted_once([form(each) for each in forms.split()], masters=("总表", "总表2"))
    assert len(found.forms) + len(found.repetitions) == len(forms.split())
    return [
        f"{each.form.file}→{each.counted.file}{'=' if each.same else '≠'}{'m' * each.of_master}"
        for each in found.repetitions
    ]


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        # one project
        ("a:甲@一中/2020", []),
        ("a:甲@一中/2020 b:乙@一中/2020", []),
        ("a:甲@一中/2020 b:甲@二中/2020", []),
        ("a:甲@一中/2020 b:甲@一中/2021", []),
        # two forms: the first counts
        ("a:甲@一中/2020=60 b:甲@一中/2020=60", ["b→a="]),
        ("a:甲@一中/2020=60 b:甲@一中/2020=61", ["b→a≠"]),
        ("a:甲@一中/2020 b:甲@一中/2020 c:甲@一中/2020=9", ["b→a=", "c→a≠"]),
        ("a:甲@一中/2020 b:[155]甲@“一中”/2020", ["b→a≠"]),
        # what is not filled in is not known to be the same, unless nothing differs
        ("a:甲@/2020=60 b:甲@/2020=61", []),
        ("a:甲@一中/2020 b:甲@/2020", []),
        ("a:甲@/2020=60 b:甲@/2020=60", ["b→a="]),
        ("a:@一中/2020=60 b:@一中/2020=60", ["b→a="]),
        ("a:@一中/2020=60 b:@一中/2020=61", []),
        # a row of a master and its form: the form counts, whatever comes first
        ("总表:甲@一中/2020=60 a:甲@一中/2020=60#3", ["总表→a=m"]),
        ("a:甲@一中/2020=61 总表:甲@一中/2020=60", ["总表→a≠m"]),
        ("总表:甲@/2020 a:甲@一中/2020", ["总表→a≠m"]),
        ("总表:甲@一中/2020 a:甲@二中/2020", []),
        ("总表:@一中/2020=60 a:@一中/2020=60#6", ["总表→a=m"]),
        ("总表:甲@一中/2020 a:甲@一中/2020 b:甲@一中/2020=9", ["总表→a=m", "b→a≠"]),
        # several rows of one name: the number tells, or nobody can
        ("总表:甲@/2020#1 总表:甲@/2020=9#2 a:甲@/2020=9#2", ["总表→a=m"]),
        ("总表:甲@/2020#1 a:甲@/2020=8#1 b:甲@/2020=9#2", ["总表→a≠m"]),
        ("总表:甲@/2020#3 a:甲@/2020=8#1 b:甲@/2020=9#2", []),
        # two masters
        ("总表:甲@一中/2020 总表2:甲@一中/2020=9", ["总表2→总表≠"]),
        (
            "总表:甲@一中/2020 总表2:甲@一中/2020 a:甲@一中/2020",
            ["总表→a=m", "总表2→a=m"],
        ),
    ],
)
def test_each_project_counts_once(forms, expected):
    assert left_out(forms) == expected


def test_what_was_printed_on_a_form_makes_no_difference():
    first = form("a:甲@一中/2020").evaluation
    rows = (Indicator(name="次数", target="1", actual="1", weight=amount("10")),)
    bare = Evaluation(
        project="甲", unit="一中", year=2020, goal=Goal("目标", None), indicators=rows
    )
    assert first != bare
    printed = Evaluation(
        code="7",
        project="甲",
        unit="一中",
        year=2020,
        goal=Goal("目标", None),
        indicators=(rows[0]._replace(printed_score="9"),),
        evidence=(Evidence("总分.得分", "99"),),
    )
    forms = [ScoredForm(each, score(each, RULES), (), "a") for each in (bare, printed)]
    (repetition,) = counted_once(forms).repetitions
    assert repetition.same


def test_thousands_of_rows_and_their_forms_take_no_square_of_time():
    rows = [form(f"总表:甲{n}@一中/2020=60") for n in range(2000)]
    made = [form(f"f{n}:甲{n}@一中/2020=60") for n in range(2000)]
    start = process_time()
    found = counted_once([*rows, *made], masters=("总表",))
    assert process_time() - start < 2 * slowness()
    assert (len(found.forms), len(found.repetitions)) == (2000, 2000)
