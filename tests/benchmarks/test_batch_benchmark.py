"""The benchmark of the batch runs every case, and its table and chart say so; nothing is timed."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("xlsxwriter", reason="the benchmark's libraries are not installed")

from tests.benchmarks import batch


def test_a_run_of_each_kind_makes_every_form(tmp_path: Path) -> None:
    lines = [
        batch.measured(name, case)
        for name, case in batch.cases(3, tmp_path)
        if not case.cluster  # tests/test_cluster.py starts one
    ]
    lines.append(batch.floor(tmp_path / "out"))
    assert [line.projects for line in lines] == [3] * 5
    assert all(line.cpu > 0 and line.size > 0 for line in lines)
    assert all(line.cost.workers > 0 for line in lines[1:4:2])
    shown = batch.table(lines)
    assert "from a master, 2 processes" in shown
    assert shown.splitlines()[-1].split()[-3:] == ["1.0", "0.0", f"{lines[-1].size / 3072:.1f}"]
    assert batch.bars(lines).count("<rect") == 1 + 5
