"""The files and folders a person names, read: masters, filled forms of any origin, text."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfxl.core.checks import check, check_across, check_unscored, judged
from perfxl.core.checks.layout import NO_INDICATORS
from perfxl.core.checks.results import without_full_scores
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding
from perfxl.core.repetition import Counted, counted_once
from perfxl.core.rollup import ScoredForm
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import Scorecard, score
from perfxl.errors import PerfxlError
from perfxl.forms.grid import Grid
from perfxl.forms.grids.ahead import Made, converted_ahead, grids_of
from perfxl.forms.grids.source import FORM, MASTER, Format, open_source, sheet_names
from perfxl.forms.grids.source import Source as Opened
from perfxl.forms.master_layout import is_master
from perfxl.forms.master_places import told_once
from perfxl.forms.other_rulebook import with_other_rulebook
from perfxl.forms.reader import forms_in, text_counts
from perfxl.forms.reading import Content, FormKind, Reading, content_of
from perfxl.forms.recognise.title_words import is_title
from perfxl.forms.report_mark import is_report
from perfxl.forms.rulebooks import DEFAULT, load_rulebook
from perfxl.forms.text_rows import decode

if TYPE_CHECKING:
    from perfxl.forms.master import Master

# Office's own lock files, our manifest and lock, and what systems leave in folders.
_IGNORED_PREFIXES = ("~$", ".", "perfxl-manifest", "Thumbs.db", "desktop.ini")
# Sheets of the workbooks that perfxl writes beside forms: not forms, and no fault either.
OWN_SHEETS = ({"问题清单", "统计", "评分办法调整"}, {"总览", "项目排名", "单位汇总"})

# What nearly every form has; a text with most of it was a form before its cells ran together.
_HEADINGS = (
    *("项目名称", "主管部门", "实施单位", "全年预算数", "执行数", "执行率"),
    *("三级指标", "指标值", "完成值", "分值", "得分"),
)
_ENOUGH_HEADINGS = 7

LOCKED_FOLDER = "文件夹没有权限读取，里面的文件都没有读；请检查权限后重试"


class Source(NamedTuple):
    """One file and what was read from it.

    ``rulebook`` is what a master asks for, ``None`` for other files; ``findings`` concern the
    file as a whole (wrong cells of a master); ``problem`` says why nothing could be read,
    ``""`` otherwise.  ``content`` says what became of its cells; a master, whose wrong cells
    are findings, and a file that was not read have none.
    """

    path: Path
    readings: tuple[Reading, ...] = ()
    rulebook: str | None = None
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    content: Content | None = None


class Checked(NamedTuple):
    """One form with its scores and everything found in it.

    A file that could not be read, or a finding of the file as a whole, has no form:
    ``evaluation`` and ``scorecard`` are then ``None``.  ``rulebook`` is the name or path of
    the one it was scored by, ``of_master`` says that the form is a row of a master.
    ``remark`` says why a form was not checked: it is no self-evaluation.  ``content`` says
    what became of the cells of its file.  ``unscored`` are the facts of a form that is
    neither scored nor rolled up.
    """

    path: Path
    rulebook: str = DEFAULT
    evaluation: Evaluation | None = None
    scorecard: Scorecard | None = None
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    of_master: bool = False
    remark: str = ""
    content: Content | None = None
    unscored: Evaluation | None = None


def find_files(paths: Iterable[Path], *, without: Path | None = None) -> Iterator[Path]:
    """Every file of ``paths`` once, folders searched through, in a stable order.

    A folder that may not be looked into is given itself, or nobody would hear of it.
    ``without`` is left out: what a command is about to write anew is no input.
    """
    seen: set[Path] = {without.resolve()} if without else set()
    for path in paths:
        for file in _files(path):
            real = file.resolve()
            if real not in seen:
                seen.add(real)
                yield file


def _files(path: Path) -> Iterator[Path]:
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir fails where it may not look
        yield path
        return
    locked: list[Path] = []
    inside = [
        Path(folder, name)
        for folder, _, names in os.walk(path, onerror=lambda it: locked.append(Path(it.filename)))
        for name in names
    ]
    for file in sorted([*inside, *locked]):
        if file in locked or (file.is_file() and not file.name.startswith(_IGNORED_PREFIXES)):
            yield file


def read_sources(
    paths: Iterable[Path],
    *,
    rulebook: str | None = None,
    processes: int = 1,
    without: Path | None = None,
) -> Iterator[Source]:
    """What stands in each file; one that cannot be read never stops the others.

    Args:
        paths: files and folders.
        rulebook: name or path of the one that says which 一级指标 a 二级指标 belongs to; by
            default what a form of ours was scored by.
        processes: how many read at a time; the order and the results are the same.
        without: a file that is left out.

    Raises:
        RulebookError: the rulebook has a fault, or there is none of that name.
    """
    _rules(rulebook or DEFAULT)
    paths = tuple(paths)
    files = tuple(find_files(paths, without=without))
    with converted_ahead(files) as made:
        read = partial(_read, rulebook, dict(made), frozenset(paths))
        if processes == 1:
            yield from map(read, files)
        else:
            # One process starts without what several need.
            from perfxl.forms.source_pool import in_processes

            yield from in_processes(read, files, processes=processes, died=_died)


def _read(rulebook: str | None, made: Made, named: frozenset[Path], path: Path) -> Source:
    limits = MASTER if path in named else FORM
    if os.path.isdir(path):  # noqa: PTH112 - as above
        return Source(path, problem=f"{path}：{LOCKED_FOLDER}")
    try:
        source = open_source(path, limits=limits)
        return _opened(path, source, _rules(rulebook) if rulebook else None, made.get(path))
    except PerfxlError as error:  # also the rulebook that a master asks for
        return Source(path, problem=str(error))


def _died(path: Path) -> Source:
    problem = "读取时程序两次意外终止，文件可能已损坏或过大；请用Excel或WPS打开后另存，再重试"
    return Source(path, problem=f"{path}：{problem}")


def _opened(path: Path, source: Opened, book: Rulebook | None, made: Path | None) -> Source:
    file = str(path)
    if is_master(sheet_names(source, file=file)):
        from perfxl.forms.master import master_in  # forms alone are read without it

        return _of_master(path, master_in(source, file=file).read())
    if source.format is Format.DOCX and is_report(source.data, file=file):
        return Source(path, problem=f"{path}：这是 perfxl 写的自评报告，不是自评表，没有读")
    grids = tuple(grids_of(source, made, file=file))
    if is_master(grid.sheet for grid in grids):
        from perfxl.forms.master import master_of

        return _of_master(path, master_of(grids, file=file))
    if any(sheets <= {grid.sheet for grid in grids} for sheets in OWN_SHEETS):
        return Source(path)
    readings = forms_in(source, grids, file=file, rulebook=book)
    if not readings:
        return Source(path, problem=f"{path}：里面没有找到绩效自评表{_why_none(source, grids)}")
    texts = text_counts(grids) if grids else None
    return Source(path, readings, content=content_of(readings, texts))


def _why_none(source: Opened, grids: Sequence[Grid]) -> str:
    """What a person does about a file without a form: another was meant, or it is cut or glued."""
    if source.format is Format.TEXT:
        texts: Iterable[str] = decode(source.data).splitlines()
    else:
        texts = (cell.text for grid in grids for cell in grid.cells)
    lines = [text.strip() for text in texts]
    words = "".join("".join(lines).split())
    if sum(heading in words for heading in _HEADINGS) >= _ENOUGH_HEADINGS:
        return (
            "：有表头的字样，但分不出行列，多半是从 PDF 或网页复制的文字；"
            "请改用原来的 Excel、Word 或 PDF 文件"
        )
    title = next((line for line in lines if is_title(line)), None)
    if title is None:
        return "；请确认是不是选错了文件"
    return (
        f"：有标题“{title}”，没有绩效指标的表头（三级指标、年度指标值等），内容可能不完整；"
        "请打开核对，或向填报单位重新索取"
    )


def _of_master(path: Path, master: Master) -> Source:
    readings = tuple(Reading(evaluation) for evaluation in master.evaluations)
    return Source(path, readings, master.rulebook, master.findings)


def checked(
    paths: Iterable[Path], *, rulebook: str | None = None, processes: int = 1
) -> Iterator[Checked]:
    """Every form of ``paths``, scored and checked by itself.

    Args:
        paths: files and folders.
        rulebook: name or path of the rulebook; by default the one a master asks for,
            or a form of ours names.
        processes: how many read at a time.

    Raises:
        RulebookError: the rulebook has a fault, or there is none of that name.
    """
    for source in read_sources(paths, rulebook=rulebook, processes=processes):
        yield from checked_forms(source, rulebook=rulebook)


def checked_forms(source: Source, *, rulebook: str | None = None) -> Iterator[Checked]:
    """Every form of one file; see :func:`checked`."""
    asked = rulebook or source.rulebook
    path, content = source.path, source.content
    if source.problem or source.findings:
        name = asked or DEFAULT
        yield Checked(path, name, findings=source.findings, problem=source.problem)
    for reading in source.readings:
        name = asked or reading.rulebook or DEFAULT
        rules = _rules(name)
        if not _is_scored(reading):
            yield _unscored(source, reading, name)
            continue
        scorecard = score(reading.evaluation, rules)
        found = without_full_scores(check(reading.evaluation, scorecard, rules), reading.findings)
        # That there are no indicators is said by the check, of a master as of a form.
        of_layout = (each for each in reading.findings if each.kind is not NO_INDICATORS)
        found = with_other_rulebook(found, reading.evaluation, rules)
        findings = (*judged(of_layout, rules), *told_once(found, reading.evaluation))
        yield Checked(
            path,
            name,
            reading.evaluation,
            scorecard,
            findings,
            of_master=source.rulebook is not None,
            content=content,
        )


def _unscored(source: Source, reading: Reading, name: str) -> Checked:
    """A form that no rulebook scores: of a transfer without weights all the rest is checked."""
    facts, path, content = reading.evaluation, source.path, source.content
    named = f"{facts.project}：" if facts.project else ""
    kind = f"{named}这是“{reading.kind.value}”"
    if reading.kind is not FormKind.TRANSFER:
        remark = f"{kind}，不是自评表，没有评分和检查"
        return Checked(path, name, remark=remark, content=content, unscored=facts)
    rules = _rules(name)
    remark = f"{kind}，没有分值，不评分、不汇总；其余内容已检查"
    findings = (*judged(reading.findings, rules), *check_unscored(facts, rules))
    return Checked(path, name, findings=findings, remark=remark, content=content, unscored=facts)


def checked_together(
    paths: Iterable[Path],
    *,
    rulebook: str | None = None,
    processes: int = 1,
    on_file: Callable[[], None] = lambda: None,
) -> tuple[Checked, ...]:
    """Every form of ``paths``, checked by itself and against all others.

    What only shows across forms stands behind each form's own findings; ``on_file`` is called
    after each file.  For the other arguments and errors see :func:`checked`.
    """
    found_alone: list[Checked] = []
    for source in read_sources(paths, rulebook=rulebook, processes=processes):
        found_alone += checked_forms(source, rulebook=rulebook)
        on_file()
    return against_each_other(found_alone)


def against_each_other(results: Sequence[Checked]) -> tuple[Checked, ...]:
    """``results`` with what only shows across their forms."""
    found = iter(check_across(scored_forms(results), masters=master_files(results)))
    return tuple(
        result
        if result.evaluation is None
        else result._replace(findings=(*result.findings, *next(found)))
        for result in results
    )


def _is_scored(reading: Reading) -> bool:
    """Targets and mid-year forms have no scores; those of transfers often have no weights."""
    if reading.kind is FormKind.TRANSFER:
        return any(indicator.weight for indicator in reading.evaluation.indicators)
    return reading.kind in (FormKind.SELF_EVALUATION, FormKind.DEPARTMENT)


def master_files(results: Iterable[Checked]) -> frozenset[str]:
    """The files among those of ``results`` that are masters."""
    return frozenset(str(result.path) for result in results if result.of_master)


def scored_forms(results: Iterable[Checked]) -> tuple[ScoredForm, ...]:
    """The forms among ``results``, as a roll-up takes them."""
    return tuple(
        ScoredForm(result.evaluation, result.scorecard, result.findings, str(result.path))
        for result in results
        if result.evaluation is not None and result.scorecard is not None
    )


def counted_forms(results: Iterable[Checked]) -> Counted:
    """What a roll-up of ``results`` adds up: every project once."""
    results = tuple(results)
    return counted_once(scored_forms(results), masters=master_files(results))


@lru_cache(maxsize=8)
def _rules(name: str) -> Rulebook:
    return load_rulebook(name)
