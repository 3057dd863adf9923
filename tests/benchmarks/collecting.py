"""A thousand generated forms collected, checked and rolled up, beside libraries that only read.

``python -m tests.benchmarks.collecting`` prints CPU time a form and peak memory.  Every task runs
in a process of its own over the same files; perfxl recognises, scores and checks what it reads,
openpyxl and python-calamine fetch every cell of both sheets and do nothing with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

import click

from perfxl.forms.filler import FormFiller
from perfxl.forms.score_cells import Cells
from tests.benchmarks.masters import evaluations

_MEMORY = Path("/dev/shm")  # noqa: S108 (only inside a temporary folder)

Stages = Iterator[str]  # the name of each stage when it is done


@dataclass(frozen=True, slots=True)
class Measured:
    """What one task took: CPU seconds by stage, and the most memory it held, in bytes."""

    name: str
    stages: dict[str, float]
    peak: int
    forms: int

    @property
    def total(self) -> float:
        """CPU seconds of all stages."""
        return sum(self.stages.values())


def collect(folder: Path, out: Path) -> Stages:
    """Forms → a master workbook."""
    from perfxl.forms.master_book import write_master
    from perfxl.forms.sources import read_sources

    sources = tuple(read_sources([folder]))
    yield "read"
    write_master([each.evaluation for s in sources for each in s.readings], out / "总表.xlsx")
    yield "write the master"


def check(folder: Path, out: Path) -> Stages:
    """Forms → findings, within each and between them, as a workbook."""
    from perfxl.forms.findings_book import write_findings
    from perfxl.forms.sources import against_each_other, checked_forms, read_sources

    sources = tuple(read_sources([folder]))
    yield "read"
    results = [each for source in sources for each in checked_forms(source)]
    yield "score and check"
    together = against_each_other(results)
    yield "check between forms"
    write_findings(together, out / "问题.xlsx")
    yield "write the findings"


def roll_up(folder: Path, out: Path) -> Stages:
    """Forms → a roll-up workbook."""
    from perfxl.forms.rollup_book import write_rollup
    from perfxl.forms.rulebooks import DEFAULT
    from perfxl.forms.sources import checked_together, counted_forms

    results = checked_together([folder])
    yield "read, score and check"
    write_rollup(counted_forms(results).forms, out / "汇总.xlsx", rulebook=DEFAULT)
    yield "write the roll-up"


def openpyxl(folder: Path, out: Path) -> Stages:
    """Every cell as openpyxl gives it."""
    yield from _openpyxl(folder, read_only=False)


def openpyxl_read_only(folder: Path, out: Path) -> Stages:
    """Every cell as openpyxl gives it in its read-only mode."""
    yield from _openpyxl(folder, read_only=True)


def _openpyxl(folder: Path, *, read_only: bool) -> Stages:
    from openpyxl import load_workbook

    cells = 0
    for path in sorted(folder.iterdir()):
        book = load_workbook(path, data_only=True, read_only=read_only)
        cells += sum(
            value is not None
            for sheet in book
            for row in sheet.iter_rows(values_only=True)
            for value in row
        )
        book.close()
    assert cells
    yield "read"


def calamine(folder: Path, out: Path) -> Stages:
    """Every cell as python-calamine gives it."""
    from python_calamine import CalamineWorkbook

    cells = 0
    for path in sorted(folder.iterdir()):
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            cells += sum(value != "" for row in rows for value in row)
    assert cells
    yield "read"


TASKS: dict[str, Callable[[Path, Path], Stages]] = {
    "perfxl collect": collect,
    "perfxl check": check,
    "perfxl rollup": roll_up,
    "python-calamine": calamine,
    "openpyxl": openpyxl,
    "openpyxl, read-only": openpyxl_read_only,
}


def run(name: str, folder: Path) -> Measured:
    """One task in this process, the files read from the system's cache."""
    forms = sum(len(path.read_bytes()) > 0 for path in folder.iterdir())
    stages: dict[str, float] = {}
    with tempfile.TemporaryDirectory(dir=folder.parent) as out:
        start = process_time()
        for stage in TASKS[name](folder, Path(out)):
            now = process_time()
            stages[stage], start = now - start, now
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return Measured(name, stages, peak * (1 if sys.platform == "darwin" else 1024), forms)


def apart(name: str, folder: Path) -> Measured:
    """The same in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", __spec__.name, "--task", name, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=os.environ)
    return Measured(**json.loads(done.stdout))


def table(found: list[Measured]) -> str:
    """A line a task and a line a stage, aligned."""
    lines = [f"{'':<28}{'ms a form':>10}{'a second':>10}{'peak MB':>9}"]
    for each in found:
        each_form = each.total / each.forms
        lines.append(
            f"{each.name:<28}{each_form * 1000:>10.2f}{1 / each_form:>10,.0f}"
            f"{each.peak / 1024 / 1024:>9.0f}"
        )
        if len(each.stages) > 1:
            lines += [
                f"  {stage:<26}{spent / each.forms * 1000:>10.2f}"
                for stage, spent in each.stages.items()
            ]
    return "\n".join(lines)


@contextlib.contextmanager
def generated(number: int, place: Path | None) -> Iterator[Path]:
    """A folder of generated forms with live formulas, every text of its own."""
    filler = FormFiller("mof-2020", Cells.NATIVE)
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name, "forms")
        folder.mkdir()
        for evaluation in evaluations(number):
            (folder / f"{evaluation.code}.xlsx").write_bytes(filler.fill(evaluation).data)
        yield folder


@click.command()
@click.option("--forms", default=1000, show_default=True, help="How many forms.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
@click.option("--task", type=click.Choice(list(TASKS)), help="One task only, in this process.")
@click.option("--folder", type=click.Path(path_type=Path), help="Forms that are there already.")
def main(forms: int, task: str | None, folder: Path | None, *, as_json: bool) -> None:
    """CPU time a form and peak memory of collecting, checking and rolling up."""
    if task and folder:
        print(json.dumps(asdict(run(task, folder))))
        return
    place = _MEMORY if _MEMORY.is_dir() else None
    with contextlib.nullcontext(folder) if folder else generated(forms, place) as files:
        found = [apart(name, files) for name in ([task] if task else TASKS)]
    if as_json:
        print(json.dumps([asdict(each) for each in found], indent=2))
    else:
        print(table(found))


if __name__ == "__main__":
    main()
