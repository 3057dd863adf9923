"""The benchmark of collecting does what it says; nothing is timed here."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.benchmarks import collecting

RESULTS = {
    "perfxl collect": ("总表.xlsx", "项目"),
    "perfxl check": ("问题.xlsx", "问题清单"),
    "perfxl rollup": ("汇总.xlsx", "项目排名"),
}


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with collecting.generated(3, tmp_path_factory.mktemp("forms")) as made:
        assert len(list(made.iterdir())) == 3
        folder = tmp_path_factory.mktemp("kept") / "forms"
        made.rename(folder)
        made.mkdir()
        return folder


@pytest.mark.parametrize("name", collecting.TASKS)
def test_every_task_reads_every_form(name: str, forms: Path, tmp_path: Path) -> None:
    stages = list(collecting.TASKS[name](forms, tmp_path))
    assert stages[0].startswith("read")
    if name in RESULTS:
        file, sheet = RESULTS[name]
        texts = {
            str(cell.value) for row in load_workbook(tmp_path / file)[sheet].rows for cell in row
        }
        assert all(any(f"（{n}）" in text for text in texts) for n in range(3))


def test_the_table_has_a_line_a_task_and_a_stage() -> None:
    found = [
        collecting.Measured("perfxl collect", {"read": 4.0, "write": 2.0}, 50 << 20, 1000),
        collecting.Measured("openpyxl", {"read": 70.0}, 60 << 20, 1000),
    ]
    assert [line.split() for line in collecting.table(found).splitlines()] == [
        ["ms", "a", "form", "a", "second", "peak", "MB"],
        ["perfxl", "collect", "6.00", "167", "50"],
        ["read", "4.00"],
        ["write", "2.00"],
        ["openpyxl", "70.00", "14", "60"],
    ]
