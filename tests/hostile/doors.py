"""Every way by which a file from outside comes in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from perfxl.batch.manifest import compact
from perfxl.core.evaluation import Evaluation, Funding, FundRow, Indicator
from perfxl.core.quantity import amount
from perfxl.core.rollup import ScoredForm
from perfxl.core.scoring import score
from perfxl.forms.annotation import annotate
from perfxl.forms.filler import FormFiller
from perfxl.forms.master import read_master
from perfxl.forms.reader import read_forms
from perfxl.forms.report_document import render_report
from perfxl.forms.report_text import report_context
from perfxl.forms.rulebooks import load_rulebook, templates_folder
from perfxl.forms.sources import checked_together, read_sources
from perfxl.forms.template_faults import template_faults
from perfxl.template import compile_template


def _master(path: Path) -> str:
    read = read_master(path)
    return f"{len(read.evaluations)} projects"


def _form(path: Path) -> str:
    readings = read_forms(path)
    rows = sum(len(reading.evaluation.indicators) for reading in readings)
    return f"{len(readings)} forms, {rows} indicators"


def _check(path: Path) -> str:
    results = checked_together([path])
    problems = [result.problem for result in results if result.problem]
    if problems:
        return "；".join(problems)
    return f"{len(results)} forms"


def _annotate(path: Path) -> str:
    results = checked_together([path])
    problems = [result.problem for result in results if result.problem]
    if problems:
        return "；".join(problems)
    copies = tuple(annotate(results, path.parent / "copies", paths=[path], force=True))
    return "；".join("a copy" for copy in copies if copy.path) or "；".join(
        copy.problem for copy in copies
    )


def _collect(path: Path) -> str:
    sources = tuple(read_sources([path]))
    problems = [source.problem for source in sources if source.problem]
    return "；".join([f"{len(sources)} files", *problems])


def _template(path: Path) -> str:
    return _rendered(compile_template(path).render(CONTEXT))


def _templates(path: Path) -> str:
    """``perfxl template check`` on a folder that holds the file as its form."""
    folder = path.parent / "folder"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(templates_folder() / "mof-2020", folder)
    shutil.copy(path, folder / ("report.docx" if path.suffix == ".docx" else "form.xlsx"))
    faults = template_faults(folder)
    return "；".join(map(str, faults[:2])).replace(str(folder) + "/", "") or "no faults"


def _report(path: Path) -> str:
    rules = load_rulebook()
    rows = tuple(
        Indicator(name=str(n), target="2", actual="1", weight=amount("1")) for n in range(90)
    )
    form = Evaluation(
        project="甲" * 30_000,
        funding=Funding(FundRow(amount("1"), amount("1"), amount("1"))),
        indicators=rows,
    )
    scored = ScoredForm(form, score(form, rules), (), "")
    data, _ = render_report(path, report_context([scored], rules))
    return _rendered(data)


def _rulebook(path: Path) -> str:
    return f"rulebook {load_rulebook(path).id}"


def _generate(path: Path) -> str:
    """A rulebook that loads, used."""
    form = Evaluation(indicators=(Indicator(name="1", target="2", actual="1", weight=amount("9")),))
    return _rendered(FormFiller(str(path)).fill(form).data)


def _manifest(path: Path) -> str:
    compact(path)
    return "kept on"


def _rendered(data: bytes) -> str:
    return "rendered" if data else "nothing"


DOORS: Mapping[str, Callable[[Path], str]] = {
    "master": _master,
    "form": _form,
    "check": _check,
    "annotate": _annotate,
    "collect": _collect,
    "template": _template,
    "template check": _templates,
    "report template": _report,
    "rulebook": _rulebook,
    "generate": _generate,
    "manifest": _manifest,
}

CONTEXT = {
    "a": "x" * 30_000,
    "n": 3,
    "many": list(range(5_000)),
    "rows": [{"name": "甲", "score": 1}] * 3,
    "o": object(),
}
