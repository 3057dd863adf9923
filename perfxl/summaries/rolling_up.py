"""What ``perfxl rollup`` and ``report`` print at their end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.core.finding import Finding
from perfxl.core.quantity import plain
from perfxl.core.repetition import Counted, Repetition
from perfxl.core.rollup import Rollup, ScoredForm
from perfxl.forms.master_places import MasterPlaces
from perfxl.summaries.document import dumped
from perfxl.summaries.findings import check_command, counts, finding_table, is_serious

if TYPE_CHECKING:
    from perfxl.forms.report_document import Report
    from perfxl.forms.sources import Checked


def repetition_text(repetition: Repetition) -> str:
    """Why a form is not counted, on one line."""
    form, counted = repetition.form, repetition.counted
    project = form.evaluation.project or "（项目名称为空）"
    why = f"{repetition.reason}（{_stand(counted)}）；{repetition.verdict}"
    return f"没有计入 {project}（{_stand(form)}）：{why}"


def _stand(form: ScoredForm) -> str:
    where = form.evaluation.place("项目名称")
    return str(where._replace(file=form.file))


def _repetitions(counted: Counted) -> Iterator[str]:
    """What does not count: a master beside its forms in one line, everything else by itself."""
    usual = [each.of_master and each.same for each in counted.repetitions]
    if any(usual):
        yield f"自评表和总表里都有的 {sum(usual)} 个项目内容相同，只计自评表"
    for each, is_usual in zip(counted.repetitions, usual, strict=True):
        if not is_usual:
            yield repetition_text(each)


def _of_masters(results: Sequence[Checked]) -> tuple[Finding, ...]:
    """What is wrong with cells of masters; other findings without a form are not counted here."""
    loose = (each.findings for each in results if each.evaluation is None and not each.remark)
    return tuple(chain.from_iterable(loose))


def found_once(
    results: Sequence[Checked], counted: Counted, taken: Sequence[ScoredForm]
) -> tuple[Finding, ...]:
    """What is wrong in the forms ``taken`` and in the masters, nothing of it twice."""
    of_forms = chain.from_iterable(form.findings for form in taken)
    return (*_of_masters_once(results, counted), *of_forms)


def _of_masters_once(results: Sequence[Checked], counted: Counted) -> tuple[Finding, ...]:
    """As :func:`_of_masters`, but not where a project's form counts, which tells of its own."""
    told = {
        (form.file, *cell)
        for form in (each.form for each in counted.repetitions)
        if isinstance(form.evaluation.places, MasterPlaces)
        for cell in form.evaluation.places.spoilt
    }
    return tuple(
        each
        for each in _of_masters(results)
        if (each.where.file, each.where.sheet, each.where.cell) not in told
    )


def needs_attention(
    results: Sequence[Checked], counted: Counted, taken: Sequence[ScoredForm]
) -> bool:
    """Whether something was not read or is to be mended in the forms ``taken`` or in a master."""
    found = chain(_of_masters(results), *(form.findings for form in taken))
    return (
        any(result.problem for result in results)
        or any(not repetition.same for repetition in counted.repetitions)
        or any(map(is_serious, found))
    )


def _taken_lines(results: Sequence[Checked], counted: Counted) -> Iterator[str]:
    """What could not be read or does not count, and what the masters themselves have."""
    yield from (f"✗ {result.problem}" for result in results if result.problem)
    yield from (f"· {result.path}：{result.remark}" for result in results if result.remark)
    yield from finding_table(_of_masters(results))
    yield from _repetitions(counted)


def _found_lines(
    results: Sequence[Checked],
    counted: Counted,
    taken: Sequence[ScoredForm],
    paths: Sequence[Path],
) -> Iterator[str]:
    found = found_once(results, counted, taken)
    of_masters = _of_masters_once(results, counted)
    own = f"；其中总表本身的：{counts(of_masters)}" if of_masters else ""
    yield f"检查问题：{counts(found)}{own}。"
    if any(map(is_serious, found)):
        yield f"逐条查看：{check_command(paths)}"


def rollup_text(
    results: Sequence[Checked],
    rollup: Rollup,
    counted: Counted,
    *,
    paths: Sequence[Path],
    book: Path,
) -> str:
    """The end of ``perfxl rollup`` of ``paths``: what went in, what did not, and the totals."""
    lines = list(_taken_lines(results, counted))
    across = Counter(
        (finding.code, finding.kind.title)
        for line in rollup.projects
        for finding in line.form.findings
        if finding.code.startswith("X")
    )
    lines += [f"项目之间：{code} {title} {n} 处" for (code, title), n in sorted(across.items())]
    lines += _found_lines(results, counted, counted.forms, paths)
    total = rollup.total_funds
    grades = "，".join(f"{name} {count}" for name, count in rollup.grades)
    scored = sum(count for _, count in rollup.grades)
    open_ones = len(rollup.projects) - scored
    waiting = f"，未评完 {open_ones}" if open_ones else ""
    mean = f"平均分（{scored} 个已评完的）{_text(rollup.mean)}"
    lines.append(f"共 {len(rollup.projects)} 个项目：{grades}{waiting}；{mean}")
    lines.append(
        f"全年预算 {_text(total.annual_budget)} 万元，全年执行 {_text(total.executed)} 万元"
        f"{total.without_rate}{_without_funds(rollup)}"
    )
    lines.append(f"汇总表：{book}")
    return "\n".join(lines)


def _without_funds(rollup: Rollup) -> str:
    """How many projects the sums of funds leave out, as the end of a Chinese sentence."""
    left_out = sum(
        line.funds.annual_budget is None and line.funds.executed is None for line in rollup.projects
    )
    return f"；{left_out} 个项目没有这两个数，没有计入" if left_out else ""


def _text(value: Decimal | None) -> str:
    return "待定" if value is None else plain(value)


def report_text(
    made: Report,
    results: Sequence[Checked],
    counted: Counted,
    *,
    paths: Sequence[Path],
    report: Path,
) -> str:
    """The end of ``perfxl report`` of ``paths``: what could not be read, what is missing, where."""
    lines = list(_taken_lines(results, counted))
    if made.gaps:
        missing = Counter(made.gaps).most_common()
        lines.append("报告里用黄色标出、需要补充的内容：")
        lines += [f"  {what} {number} 处" for what, number in missing]
    lines += _found_lines(results, counted, made.forms, paths)
    lines.append(f"已写好 {len(made.forms)} 个项目的自评报告，待补充 {len(made.gaps)} 处：{report}")
    return "\n".join(lines)


def report_json(made: Report, results: Sequence[Checked], counted: Counted, path: Path) -> str:
    """``perfxl report --json``."""
    document = {
        "file": str(path),
        "projects": [
            {"code": form.evaluation.code, "project": form.evaluation.project, "file": form.file}
            for form in made.forms
        ],
        "gaps": list(made.gaps),
        "problems": [result.problem for result in results if result.problem],
        "left_out": left_out_json(counted),
    }
    return dumped(document)


def left_out_json(counted: Counted) -> list[dict[str, object]]:
    """The other forms of a project of which one counts."""
    return [
        {
            "project": each.form.evaluation.project,
            "file": each.form.file,
            "counted": each.counted.file,
            "same": each.same,
        }
        for each in counted.repetitions
    ]
