"""What is run while a fault strikes: each writes over what an older run left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from perfxl.batch import Options, generate, jobs_of, run, worker
from perfxl.batch.bundle import write_bundle
from perfxl.batch.manifest import MANIFEST_NAME
from perfxl.core.evaluation import Evaluation
from perfxl.forms.annotation import annotate
from perfxl.forms.filler import Cells, FormFiller
from perfxl.forms.findings_book import write_findings
from perfxl.forms.master_book import Spare, write_master
from perfxl.forms.report_document import write_report
from perfxl.forms.rollup_book import write_rollup
from perfxl.forms.sources import Checked, checked_together, find_files, scored_forms
from perfxl.forms.submission import Wish, submit
from tests.test_batch import project

RULEBOOK = "mof-2020"
COUNT = 3


@dataclass(frozen=True)
class Scene:
    """A run that writes into a folder.

    Args:
        name: the command.
        act: runs it with the contents of a version, 0 or 1.
        batch: whether a manifest keeps account, and the next run tidies up.
    """

    name: str
    act: Callable[[Path, int], object]
    batch: bool = False


def evaluations(version: int, count: int = COUNT) -> list[Evaluation]:
    """The projects; the second one does not differ between versions."""
    targets = ("≥2", "≥4")
    return [
        project(f"{number:02d}", target="≥2" if number == 1 else targets[version])
        for number in range(count)
    ]


@lru_cache(maxsize=1)
def _filler(rulebook: str, cells: Cells) -> FormFiller:
    return FormFiller(rulebook, cells)


def _generate(folder: Path, version: int, *, processes: int = 1) -> None:
    options = Options(folder, RULEBOOK)
    run.FormFiller = _filler  # type: ignore[assignment,misc]  # compiled once for all runs
    run.CHUNK = 1
    # ... and inherited by the workers, which are forked from this process.
    worker.Order.opened = lambda order: (_filler(RULEBOOK, options.cells), options)  # type: ignore[method-assign]
    for _ in generate(jobs_of(evaluations(version)), options, processes=processes):
        pass


@lru_cache(maxsize=2)
def _checked(version: int) -> tuple[Checked, ...]:
    """The projects, read from forms and checked; the forms lie elsewhere."""
    from tempfile import mkdtemp

    folder = Path(mkdtemp(prefix="perfxl-faults-"))
    _generate(folder, version)
    found = checked_together([folder])
    return tuple(replace(result, path=result.path) for result in found)


def _master(folder: Path, version: int) -> None:
    write_master(
        evaluations(version),
        folder / "总表.xlsx",
        rulebook=RULEBOOK,
        spare=Spare(projects=1, indicators=1),
        force=True,
    )


def _rollup(folder: Path, version: int) -> None:
    write_rollup(
        scored_forms(_checked(version)), folder / "汇总.xlsx", rulebook=RULEBOOK, force=True
    )


def _findings(folder: Path, version: int) -> None:
    write_findings(_checked(version), folder / "问题.xlsx", rulebook=RULEBOOK, force=True)


def _annotate(folder: Path, version: int) -> None:
    results = _checked(version)
    paths = [results[0].path.parent]
    for _ in annotate(results, folder / "批注", paths=paths, force=True):
        pass


def _report(folder: Path, version: int) -> None:
    write_report(
        scored_forms(_checked(version)), folder / "报告.docx", rulebook=RULEBOOK, force=True
    )


def _bundle(folder: Path, version: int) -> None:
    options = Options(folder, RULEBOOK, cells=Cells.VALUES, force=True)
    for _ in write_bundle(evaluations(version), folder / "合订本.xlsx", options):
        pass


def _submit(folder: Path, version: int) -> None:
    paths = [_checked(version)[0].path.parent]
    wish = Wish(folder / "报送", force=True)
    for _ in submit(find_files(paths), wish, paths=paths):
        pass


SCENES = (
    Scene("generate", _generate, batch=True),
    Scene("collect", _master),
    Scene("rollup", _rollup),
    Scene("check --report", _findings),
    Scene("check --annotate", _annotate),
    Scene("report", _report),
    Scene("generate --bundle", _bundle),
    Scene("submit", _submit),
)
PARALLEL = Scene(
    "generate --jobs 2", lambda folder, version: _generate(folder, version, processes=2), batch=True
)

KNOWN = (MANIFEST_NAME, ".perfxl.lock")


def files(folder: Path) -> Mapping[str, bytes]:
    """Every finished file by its path in the folder; those that begin with a dot are none."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(".part")
    }
