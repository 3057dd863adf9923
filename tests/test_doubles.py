"""Forms left over from before a project was renamed or deleted, and forms handed in twice."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from perfxl.cli import main
from perfxl.core.evaluation import Evaluation
from perfxl.forms.master_book import write_master
from tests.corpus.seed import seed_readings

FIRST, SECOND, *_ = (
    replace(reading.evaluation, unit="一中", year=2020, code=f"{number:02d}", evidence=())
    for number, reading in enumerate(seed_readings(), 1)
)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def generate(folder: Path, *evaluations: Evaluation, options: tuple[str, ...] = ()) -> Result:
    master = folder.parent / "总表.xlsx"
    write_master(evaluations, master, force=True)
    return run("generate", master, "--out", folder, *options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two forms of the same number: the first project was renamed after the first run."""
    made = tmp_path / "表"
    generate(made, FIRST, SECOND)
    return made


@pytest.mark.parametrize(
    ("now", "stale"),
    [
        ((replace(FIRST, project="改了名的项目"), SECOND), FIRST),
        ((FIRST,), SECOND),
        ((FIRST, replace(SECOND, code="07")), SECOND),
    ],
    ids=["renamed", "deleted", "renumbered"],
)
def test_generate_names_the_forms_of_projects_that_are_gone(folder, now, stale):
    before = {path.name for path in folder.glob("*.xlsx")}
    said = generate(folder, *now).output
    (left,) = (name for name in before if name.startswith(f"{stale.code}_"))
    assert (
        f"还有 1 份以前生成的表，这次的总表里没有这些项目（改了名称、编号，或已删除）：{left}"
        in said
    )
    again = json.loads(generate(folder, *now, options=("--json",)).stdout)
    assert again["left_over"] == [left]
    (folder / left).unlink()
    assert "以前生成的表" not in generate(folder, *now).output


def test_a_run_of_the_same_projects_leaves_nothing_over(folder):
    (folder / "人放进来的.xlsx").write_bytes(b"PK")
    assert "以前生成的表" not in generate(folder, FIRST, SECOND).output
    assert "以前生成的表" not in generate(folder, FIRST, SECOND, options=("--dry-run",)).output


def test_the_form_of_a_renamed_project_does_not_count_in_silence(folder, tmp_path):
    generate(folder, replace(FIRST, project="改了名的项目"), SECOND)
    rolled = run("rollup", folder, "--out", tmp_path / "汇总.xlsx")
    assert "项目之间：X09 编号、单位、年度都相同，名称不同 2 处" in rolled.output
    assert rolled.exit_code == 1
    for command in ("collect", "submit"):
        done = run(command, folder, "--out", tmp_path / f"{command}.xlsx")
        assert "编号 01（一中，2020年）有几份名称不同的表" in done.output
        assert done.exit_code == 1


def test_a_form_handed_in_twice_is_not_submitted_in_silence(folder, tmp_path):
    first = min(folder.glob("*.xlsx"))
    shutil.copy(first, folder / "副本.xlsx")
    done = run("submit", folder, "--out", tmp_path / "报送")
    assert f"! 同一项目有 2 份表：{FIRST.project}（{first}）" in done.output
    assert done.exit_code == 1
    data = json.loads(run("submit", folder, "--out", tmp_path / "报送", "--json").stdout)
    assert data["doubles"] == [[str(first), str(folder / "副本.xlsx")]]
