"""The benchmark compares like with like: every writer's file holds the same form.

Nothing is timed here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.measure import Timing

pytest.importorskip("xlsxwriter", reason="the benchmark's libraries are not installed")

from tests.benchmarks import chart, rendering, writers

SAMPLE = rendering.sample()
# What a library cannot express at all.
LACKS = {
    "perfxl": (),
    "XlsxWriter": (),
    "SheetJS (Node)": (),
    "ExcelJS (Node)": (),
    "xltpl: template reused": ("results of formulas",),
    "openpyxl: load, fill, save": ("results of formulas",),
    "openpyxl: from scratch": ("results of formulas",),
    "rustpy-xlsxwriter": ("formulas", "merges", "fonts, borders"),
}


def test_all_write_the_same_values_and_lack_only_what_they_cannot_express(tmp_path: Path) -> None:
    with writers.writers(tmp_path, SAMPLE.sheet) as found:
        lacks = rendering.verified(found, SAMPLE, tmp_path)
    assert lacks == {name: LACKS[name] for name in lacks}
    assert "perfxl" in lacks


def test_a_wrong_value_is_not_timed(tmp_path: Path) -> None:
    first, *others = SAMPLE.sheet.cells
    changed = SAMPLE.sheet.__class__(
        (first._replace(value="别的表"), *others), SAMPLE.sheet.heights
    )
    writer = writers.PerfxlWriter()
    writer.run([SAMPLE], tmp_path)
    with pytest.raises(AssertionError, match="别的表"):
        rendering.lacking(tmp_path / "0.xlsx", changed)


def test_table_and_chart_name_every_writer() -> None:
    timings = [Timing("floor: x", (0.0001,), 9000), Timing("perfxl", (0.0002, 0.0004), 9000)]
    shown = rendering.table(timings, {"perfxl": ()})
    assert "perfxl" in shown
    assert "0.300" in shown
    assert chart.chart(timings, "title").count("<rect") == 3
