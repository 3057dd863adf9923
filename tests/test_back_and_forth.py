"""Collected forms → master → generated forms → collected again: the same evaluations.

The seventeen of the seed and every hand-made form of the corpus, of all provinces and kinds.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from perfxl.cli import main
from perfxl.core.evaluation import Evaluation
from perfxl.forms.master import read_master
from perfxl.forms.master_book import number_projects
from perfxl.forms.reader import read_forms
from tests.corpus.notation import FORMS, workbook

SEED = Path(__file__).parent / "corpus" / "self_evaluation_forms_2020.txt"
NAMES = sorted(path.stem for path in FORMS.glob("*.form"))


def run(*arguments: object) -> None:
    result = CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code in (0, 1), result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("back")
    (folder / "收").mkdir()
    for name in NAMES:
        (folder / "收" / f"{name}.xlsx").write_bytes(workbook(FORMS / f"{name}.form"))
    (folder / "收" / "seed.txt").write_bytes(SEED.read_bytes())
    run("collect", folder / "收", "--out", folder / "第一次.xlsx")
    run("generate", folder / "第一次.xlsx", "--out", folder / "表")
    run("collect", folder / "表", "--out", folder / "第二次.xlsx")
    return folder


def differences(first: Evaluation, second: Evaluation) -> list[str]:
    """Each fact that is not the same, as "05 goal: … → …"."""
    found = []
    for field in fields(Evaluation):
        before, after = getattr(first, field.name), getattr(second, field.name)
        if field.name == "indicators":
            rows = zip(before, after, strict=False)
            found += [f"{first.code} {n}: {a} → {b}" for n, (a, b) in enumerate(rows, 1) if a != b]
            before, after = len(before), len(after)
        if field.name != "places" and before != after:
            found.append(f"{first.code} {field.name}: {before} → {after}")
    return found


def test_the_master_holds_what_was_read(folder: Path) -> None:
    paths = sorted((folder / "收").iterdir())
    read = number_projects([each.evaluation for path in paths for each in read_forms(path)])
    master = read_master(folder / "第一次.xlsx")
    assert len(master.evaluations) == len(read) > len(NAMES) + 17
    assert [
        d for a, b in zip(read, master.evaluations, strict=True) for d in differences(a, b)
    ] == []
    # A weight that a form prints as "30%" is no number in the master, either; one has no year.
    assert {finding.code for finding in master.findings} <= {"M08", "H04"}


def test_collected_again_everything_is_the_same(folder: Path) -> None:
    first = read_master(folder / "第一次.xlsx").evaluations
    second = read_master(folder / "第二次.xlsx").evaluations
    assert [d for a, b in zip(first, second, strict=True) for d in differences(a, b)] == []
