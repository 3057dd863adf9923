"""What a run says at its end, counted while it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from perfxl.batch import Outcome, Status
from perfxl.core.checks.all_checks import KINDS
from perfxl.core.evaluation import Place
from perfxl.core.finding import Finding, Severity
from perfxl.summaries.running import RunSummary, write_json

KIND = {kind.code: kind for kind in KINDS}


def outcome(number: int, status: Status = Status.WRITTEN, **more: object) -> Outcome:
    return Outcome(f"{number:02d}", f"项目{number}", f"{number:02d}.xlsx", status, **more)


def finding(code: str, severity: Severity) -> Finding:
    return Finding(KIND[code], "", Place("总表.xlsx", "项目", "A3"), "空", "编号", "补上", severity)


def said(outcomes: list[Outcome], master: tuple[Finding, ...] = (), **how: bool) -> str:
    summary = RunSummary(lambda: master)
    assert list(summary.counting(outcomes)) == outcomes
    source = Path("收/总表.xlsx")
    return summary.text("文件夹：表", source=source, **{"dry_run": False, **how})


def test_statuses_and_findings_are_counted() -> None:
    text = said(
        [
            outcome(1, counts=(1, 0, 2)),
            outcome(2, Status.UNCHANGED, counts=(0, 3, 0)),
            outcome(3, Status.FAILED, message="磁盘已满"),
        ]
    )
    assert text.splitlines() == [
        "失败 03.xlsx：磁盘已满",
        "共 3 个项目：已生成 1，无变化 1，失败 1。文件夹：表",
        "检查问题：错误 1，警告 3，提示 2。",
        "逐条查看，连同项目之间的重复、雷同：perfxl check 收/总表.xlsx；"
        "各项目的也写在自评表的“评分依据”页。",
    ]


def test_of_several_projects_without_fault_the_look_across_them_is_still_to_come() -> None:
    end = "项目之间的重复、雷同没有检查，用 perfxl check 收/总表.xlsx 检查。"
    assert said([outcome(1), outcome(2, counts=(0, 0, 1))]).splitlines()[-1] == end
    assert end not in said([outcome(1)])


def test_of_many_files_that_need_a_person_the_first_are_listed() -> None:
    text = said([outcome(number, Status.KEPT, message="改过") for number in range(1000)])
    assert text.count("未覆盖 ") == 200 + 1
    assert "……另有 800 个，用 --json 可以全部列出" in text


def test_the_findings_of_the_master_say_how_many_rows_were_left_out() -> None:
    text = said([], (finding("M05", Severity.ERROR),), dry_run=True)
    assert "检查问题：错误 1，警告 0，提示 0；其中总表本身的：错误 1，" in text
    assert "没有读入的行 1 行" in text
    assert "试运行，没有写文件。共 0 个项目：没有可生成的" in text


ATTENTION = [
    ([outcome(1)], (), False),
    ([outcome(1, Status.UNCHANGED, counts=(0, 0, 5))], (), False),
    ([outcome(1, counts=(0, 1, 0)), outcome(2)], (), True),
    ([outcome(1, Status.KEPT)], (), True),
    ([outcome(1, Status.FAILED)], (), True),
    ([], (finding("M05", Severity.ERROR),), True),
    ([], (finding("M05", Severity.NOTE),), False),
]


@pytest.mark.parametrize(("outcomes", "master", "expected"), ATTENTION)
def test_what_needs_a_person(
    outcomes: list[Outcome], master: tuple[Finding, ...], expected: bool
) -> None:
    summary = RunSummary(lambda: master)
    list(summary.counting(outcomes))
    assert summary.needs_attention is expected


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("master", [(), (finding("M05", Severity.ERROR),)])
def test_json_is_written_form_by_form_and_is_one_document(
    count: int, master: tuple[Finding, ...]
) -> None:
    written: list[str] = []

    def outcomes() -> Iterator[Outcome]:
        for number in range(count):
            pieces = len(written)
            yield outcome(
                number,
                total=Decimal("98.10"),
                grade="优",
                findings=(finding("M05", Severity.ERROR),),
            )
            assert len(written) > pieces, "a form is kept"

    write_json(outcomes(), lambda: master, {"folder": "表"}, written.append)
    text = "".join(written)
    document = json.loads(text)
    assert text == json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    assert [form["file"] for form in document["forms"]] == [f"{n:02d}.xlsx" for n in range(count)]
    assert all(form["total"] == "98.1" for form in document["forms"])
    assert len(document["master_findings"]) == len(master)
