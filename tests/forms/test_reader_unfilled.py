"""A field that was left empty stays empty: the label behind it is not its value."""

from __future__ import annotations

import pytest

from perfxl.forms.grid import Grid
from perfxl.forms.recognise import recognise
from perfxl.forms.rulebooks import load_rulebook
from tests.corpus.expectation import GOAL, actual
from tests.forms.test_reader_remarks import NAMES, grids

FIELDS = ("项目名称", "主管部门", "实施单位", *GOAL)
OTHERS = {"17_two_in_a_sheet", "18_side_by_side", "69_stacked_without_titles", "79_title_in_table"}
OTHERS |= {"72_hidden_and_trailing", "83_exported_list", "141_indicators_line_by_line"}
"""Where one form follows another, its name is what tells it from the one above; one has a remark
in the row of an emptied field, one is a list, and one has goals without headings."""


def without(name: str, field: str) -> tuple[dict[str, str], dict[str, str]] | None:
    """The form as it is and with ``field`` emptied; ``None`` where it has no cell of its own."""
    book = load_rulebook()
    [grid, *_] = grids(name)
    [reading, *_] = recognise(grid, file="", book=book)
    before = actual(reading)
    address = reading.evaluation.place(field).cell
    own = [cell for cell in grid.cells if cell.address == address]
    if not own or own[0].text != before.get(field):
        return None
    emptied: Grid = grid._replace(cells=tuple(c for c in grid.cells if c is not own[0]))
    after = recognise(emptied, file="", book=book)
    return before, actual(after[0]) if after else {}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in OTHERS])
def test_an_empty_field_takes_nothing_else(name: str, field: str) -> None:
    pair = without(name, field)
    if pair is None:
        return
    before, after = pair
    held = [text for path, text in before.items() if path.startswith("证据")]
    assert after.get(field, "") in ["", *held]  # 填报单位 stands in for 实施单位
    others = {path for path in before if not path.startswith(("证据", "未归位", "检查", "跳过"))}
    changed = {path for path in others - {field} if after.get(path, "") != before[path]}
    assert changed <= {"表"}


def test_the_project_above_is_not_the_one_whose_name_was_left_out() -> None:
    before, after = without("122_shenzhen", "项目名称") or ({}, {})
    assert before["项目名称"] == "水质自动站运维"
    assert "项目名称" not in after
    assert after["证据 一级项目名称"] == "环境监测"
