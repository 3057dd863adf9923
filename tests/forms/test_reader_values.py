"""Real texts in every layout: what people write must never be taken for a label."""

from __future__ import annotations

import random
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from perfxl.forms.grid import Grid
from perfxl.forms.grids.archive import Archive
from perfxl.forms.grids.xlsx import read_xlsx
from perfxl.forms.reading import Reading
from perfxl.forms.recognise import recognise
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.text import read_text
from tests.corpus.expectation import actual, differences
from tests.corpus.notation import FORMS, workbook

SEED = Path(__file__).parent.parent / "corpus" / "self_evaluation_forms_2020.txt"
NAMES = sorted(path.stem for path in FORMS.glob("*.form"))
SUSPICIOUS = {
    "项目名称": [
        "绩效目标管理工作经费",
        "成果转化项目经费",
        "自评表编制服务",
        "信息化平台（二期）",
    ],
    "主管部门": ["财政局", "[155]教育局", "财政局（本级）"],
    "实施单位": ["局机关", "本单位", "办公室"],
    "三级指标": [
        "项目管理规范性",
        "预算执行率",
        "指标完成率",
        "完成时间",
        "合计人数",
        "单位成本",
        "服务对象满意度",
    ],
    "年度指标值": ["完成", "无", "/", "0", "1", "是", "12月", "按时完成"],
    "实际完成值": ["完成", "已完成", "基本完成", "0", "无", "优", "达成"],
    "偏差原因分析及改进措施": ["无", "/", "未完成原因：资金未到位", "注：见附件", "改进措施"],
    "预期目标": ["完成", "目标1：完成。\n目标2：提高。", "1.数量指标：完成10个", "详见附件"],
    "实际完成情况": ["完成", "已完成", "全部完成，实际完成情况良好"],
}


@cache
def _seed_texts() -> dict[str, list[str]]:
    pools: dict[str, list[str]] = defaultdict(list)
    text = SEED.read_text(encoding="utf-8")
    for reading in read_text(text, rulebook=load_rulebook()):
        for path, value in actual(reading).items():
            column = path.rpartition(".")[2]
            if column in SUSPICIOUS and not path.startswith("证据"):
                pools[column].append(value)
    return pools


def _read(grids: list[Grid]) -> tuple[Reading, ...]:
    book = load_rulebook()
    return tuple(reading for grid in grids for reading in recognise(grid, file="", book=book))


def _refilled(
    grid: Grid, readings: tuple[Reading, ...], pools: dict[str, list[str]], chance: random.Random
) -> tuple[Grid, list[dict[str, str]]]:
    """The form with other texts in its fields, and what must be read from it."""
    texts = {cell.address: cell.text for cell in grid.cells}
    changed: dict[str, str] = {}
    wanted = []
    for reading in readings:
        table = actual(reading)
        for path, text in table.items():
            column = path.rpartition(".")[2]
            address = reading.evaluation.place(path).cell
            if column in pools and texts.get(address) == text and "证据" not in path:
                table[path] = changed.setdefault(address, chance.choice(pools[column]))
        wanted.append(table)
    cells = (cell._replace(text=changed.get(cell.address, cell.text)) for cell in grid.cells)
    return grid._replace(cells=tuple(cells)), wanted


# Sign and unit in their own columns join the value only when it is a number, and a list
# knows one project from the next by its name: other texts there mean another form.
UNSUITABLE = {"05_yunnan", "30_adjusted_and_reordered", "38_list_of_indicators", "83_exported_list"}
UNSUITABLE |= {"142_henan_two_headings"}  # "/" for an adjusted target leaves the one before


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNSUITABLE])
@pytest.mark.parametrize("source", ["seed", "suspicious"])
def test_other_texts_in_the_same_layout(name: str, source: str) -> None:
    pools = _seed_texts() if source == "seed" else SUSPICIOUS
    chance = random.Random(name)  # noqa: S311 - the same texts on every run
    grids = [
        grid
        for grid in read_xlsx(Archive(workbook(FORMS / f"{name}.form"), file=name))
        if grid.cells
    ]
    refilled = [_refilled(grid, _read([grid]), pools, chance) for grid in grids]
    wanted = [table for _, tables in refilled for table in tables]
    assert differences(wanted, _read([grid for grid, _ in refilled])) == []
