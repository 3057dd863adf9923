"""What is run while a fault strikes: each writes over what an older run left.

How it is written is the question here, not what: contents that take long are made once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from perfxl.batch import Options, generate, jobs_of, run, worker
from perfxl.batch.bundle import write_bundle
from perfxl.core.evaluation import Evaluation
from perfxl.forms import master_book, report_document, submission
from perfxl.forms.annotation import annotate
from perfxl.forms.files import find_files
from perfxl.forms.filler import FormFiller
from perfxl.forms.findings_book import write_findings
from perfxl.forms.master_book import Spare, master_bytes, write_master
from perfxl.forms.report_document import render_report, write_report
from perfxl.forms.report_text import report_context
from perfxl.forms.rollup_book import write_rollup
from perfxl.forms.rulebooks import load_rulebook
from perfxl.forms.score_cells import Cells
from perfxl.forms.sources import Checked, checked, checked_together, scored_forms
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
    return tuple(result._replace(path=result.path) for result in found)


@lru_cache(maxsize=2)
def _master_bytes(version: int) -> bytes:
    spare = Spare(projects=1, indicators=1)
    return master_bytes(evaluations(version), rulebook=RULEBOOK, spare=spare)


def _master(folder: Path, version: int) -> None:
    master_book.master_bytes = lambda *_, **__: _master_bytes(version)
    write_master(evaluations(version), folder / "总表.xlsx", rulebook=RULEBOOK, force=True)


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


@lru_cache(maxsize=2)
def _report_bytes(template: Path, version: int) -> tuple[bytes, tuple[str, ...]]:
    forms = scored_forms(_checked(version))
    return render_report(template, report_context(forms, load_rulebook(RULEBOOK)))


def _report(folder: Path, version: int) -> None:
    report_document.render_report = lambda template, _: _report_bytes(template, version)
    write_report(
        scored_forms(_checked(version)), folder / "报告.docx", rulebook=RULEBOOK, force=True
    )


def _bundle(folder: Path, version: int) -> None:
    options = Options(folder, RULEBOOK, cells=Cells.VALUES, force=True)
    for _ in write_bundle(evaluations(version), folder / "合订本.xlsx", options):
        pass


@lru_cache(maxsize=2 * COUNT)
def _checked_once(path: Path, rulebook: str) -> tuple[Checked, ...]:
    return tuple(checked([path], rulebook=rulebook))


def _submit(folder: Path, version: int) -> None:
    submission.checked = lambda paths, *, rulebook: _checked_once(*paths, rulebook)
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

CHANGED = (
    (run, "FormFiller"),
    (run, "CHUNK"),
    (worker.Order, "opened"),
    (master_book, "master_bytes"),
    (report_document, "render_report"),
    (submission, "checked"),
)
"""What the scenes put something else in place of, for as long as the process lives."""


def files(folder: Path) -> Mapping[str, bytes]:
    """Every finished file by its path in the folder; those that begin with a dot are none."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(".part")
    }
