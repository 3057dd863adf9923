"""Next year's master, written to a file and read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.core.evaluation import Evaluation
from perfxl.core.rollover import roll_over
from perfxl.errors import InputError, MasterError, OutputError
from perfxl.forms.master import read_master
from perfxl.forms.master_book import write_master
from perfxl.forms.next_master import write_next_master
from tests.core.checks.forms import CLEAN, planted
from tests.corpus.seed import SEED, seed_forms


def master_of(folder: Path, *evaluations: Evaluation, name: str = "2020.xlsx") -> Path:
    path = folder / name
    write_master(evaluations, path)
    return path


def test_the_seed_is_rolled_over_and_reads_back_equal(tmp_path: Path) -> None:
    forms = seed_forms()
    old = master_of(tmp_path, *forms)
    made = write_next_master(old, tmp_path / "2021.xlsx")
    written = read_master(tmp_path / "2021.xlsx")
    assert written.findings == ()
    assert list(written.evaluations) == [
        roll_over(each).evaluation for each in read_master(old).evaluations
    ]
    assert {each.year for each in written.evaluations} == {2021}
    assert len(made.findings) == 14
    assert made.wrong_cells == ()


def test_findings_point_into_the_new_master(tmp_path: Path) -> None:
    named = planted(CLEAN, {"指标3.三级指标": "2020年培训时限", "项目名称": "2020年经费"})
    path = tmp_path / "2021.xlsx"
    made = write_next_master(master_of(tmp_path, named), path)
    [evaluation] = read_master(path).evaluations
    assert [(finding.field, finding.where) for finding in made.findings] == [
        ("项目名称", evaluation.place("项目名称")),
        ("指标3.三级指标", evaluation.place("指标3.三级指标")),
    ]
    assert all(finding.where.cell for finding in made.findings)


def test_years_later_it_is_still_the_same_plan(tmp_path: Path) -> None:
    path = master_of(tmp_path, CLEAN)
    first = read_master(path).evaluations[0]
    for year in range(2021, 2025):
        following = tmp_path / f"{year}.xlsx"
        write_next_master(path, following)
        path = following
    [last] = read_master(path).evaluations
    assert last.year == 2024
    assert last.indicators[2].target == "2024年12月30日"
    assert [(i.name, i.weight) for i in last.indicators] == [
        (i.name, i.weight) for i in first.indicators
    ]


def test_the_rulebook_is_kept_or_chosen_anew(tmp_path: Path) -> None:
    old = tmp_path / "2020.xlsx"
    write_master([CLEAN], old, rulebook="hubei-2020")
    assert write_next_master(old, tmp_path / "a.xlsx").rulebook == "hubei-2020"
    write_next_master(old, tmp_path / "b.xlsx", rulebook="mof-2021")
    assert read_master(tmp_path / "b.xlsx").rulebook == "mof-2021"


def test_the_old_master_is_never_overwritten(tmp_path: Path) -> None:
    old = master_of(tmp_path, CLEAN)
    before = old.read_bytes()
    with pytest.raises(OutputError, match="不能把结果写在它上面"):
        write_next_master(old, tmp_path / "." / old.name, force=True)
    assert old.read_bytes() == before


def test_a_file_that_is_there_is_kept_unless_forced(tmp_path: Path) -> None:
    old, path = master_of(tmp_path, CLEAN), tmp_path / "2021.xlsx"
    path.write_text("人写的", encoding="utf-8")
    with pytest.raises(OutputError, match="--force"):
        write_next_master(old, path)
    assert path.read_text(encoding="utf-8") == "人写的"
    write_next_master(old, path, force=True)
    assert read_master(path).evaluations[0].year == 2021


def test_a_master_without_projects_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"2020\.xlsx：总表里没有可以结转的项目"):
        write_next_master(master_of(tmp_path), tmp_path / "2021.xlsx")
    assert not (tmp_path / "2021.xlsx").exists()


def test_a_text_is_no_master(tmp_path: Path) -> None:
    with pytest.raises((InputError, MasterError)):
        write_next_master(SEED, tmp_path / "2021.xlsx")


def test_projects_of_their_own_units_keep_them(tmp_path: Path) -> None:
    other = replace(CLEAN, project="设备更新", unit="电教馆", department=None)
    write_next_master(master_of(tmp_path, CLEAN, other), tmp_path / "2021.xlsx")
    written = read_master(tmp_path / "2021.xlsx").evaluations
    assert [(each.department, each.unit) for each in written] == [
        ("教育局", "考试中心"),
        (None, "电教馆"),
    ]
