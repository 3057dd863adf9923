"""``--cells`` of the commands that write a master: what stands in its score cells."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from perfxl.cli import main
from perfxl.forms.master import read_master

ROOT = Path(__file__).parent.parent
SEED = ROOT / "tests" / "corpus" / "self_evaluation_forms_2020.txt"
MASTER = ROOT / "workbooks" / "master_2020.xlsx"
COMMANDS = {
    "new": ["new", "{out}", "--projects", "2", "--indicators", "5"],
    "collect": ["collect", str(SEED), "--out", "{out}"],
    "rollover": ["rollover", str(MASTER), "--out", "{out}"],
}


def master(folder: Path, command: str, *options: str) -> Path:
    path = folder / f"{'_'.join(options) or 'plain'}.xlsx"
    arguments = [word.format(out=path) for word in COMMANDS[command]]
    result = CliRunner().invoke(main, [*arguments, *options])
    assert result.exit_code in (0, 1), result.output
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_score_cells_of_a_master(tmp_path: Path, command: str) -> None:
    made = {
        cells: parts(master(tmp_path, command, "--cells", cells))
        for cells in ("native", "udf", "values")
    }
    plain = parts(master(tmp_path, command))
    assert made["native"] == plain
    sheets = {
        cells: b"".join(data for name, data in package.items() if "/worksheets/" in name)
        for cells, package in made.items()
    }
    assert b"IFERROR(PERF_SCORE(" in sheets["udf"]
    assert b"PERF_" not in sheets["native"] + sheets["values"]
    assert b"<f>" in sheets["native"]
    assert b"<f>" not in sheets["values"]
    assert b"<f " not in sheets["values"]
    for package in made.values():
        assert not [name for name in package if "vba" in name or "external" in name]


@pytest.mark.parametrize("command", ["collect", "rollover"])
def test_every_kind_of_cells_reads_the_same(tmp_path: Path, command: str) -> None:
    native, *others = (
        read_master(master(tmp_path, command, "--cells", cells)).evaluations
        for cells in ("native", "udf", "values")
    )
    assert others == [native, native]
