"""One official form for each project of a master workbook.

The parent hands chunks of projects to workers; a worker scores, checks, renders and writes.
One project that fails never stops the others, a file a person has edited is never overwritten
without ``force``, and a run that was broken off is completed by the next.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from perfxl import __version__
from perfxl.core.evaluation import Evaluation
from perfxl.core.finding import Finding, Severity
from perfxl.errors import OutputError, PerfxlError
from perfxl.forms.filename import form_filenames
from perfxl.forms.filler import Cells, FormFiller
from perfxl.manifest import Entry, Journal, Manifest, Standing, digest
from perfxl.sheet.package import remove_leftovers, save_atomic

# Handing a task to a process costs 0.03 ms, a form about one: with 64 the hand-over vanishes
# and a lost worker costs little.
_CHUNK = 64


class Status(Enum):
    """What became of one project's file."""

    WRITTEN = "已生成"
    UNCHANGED = "无变化"
    KEPT = "未覆盖"  # edited by a person, or never ours
    FAILED = "失败"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one project.

    ``total`` is ``None`` for a project that failed or is not fully scored.
    """

    code: str
    project: str
    file: str
    status: Status = Status.FAILED
    message: str = ""
    total: Decimal | None = None
    grade: str | None = None
    findings: tuple[Finding, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings of ``severity`` the project has."""
        return sum(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Job:
    """One form to make: ``file`` is its name in the output folder."""

    evaluation: Evaluation
    file: str

    def failed(self, message: str) -> Outcome:
        """The outcome that says why this form was not made."""
        code, project = self.evaluation.code or "", self.evaluation.project or ""
        return Outcome(code, project, self.file, message=message)


@dataclass(frozen=True, slots=True)
class Options:
    """How a batch writes.  ``rulebook`` is a name or a path; its folder holds the template."""

    folder: Path
    rulebook: str
    cells: Cells = Cells.NATIVE
    force: bool = False
    dry_run: bool = False


def jobs_of(evaluations: Iterable[Evaluation]) -> tuple[Job, ...]:
    """A job for each evaluation, in order, with file names unique in one folder."""
    evaluations = tuple(evaluations)
    names = form_filenames((each.code or "", each.project) for each in evaluations)
    return tuple(Job(each, name) for each, name in zip(evaluations, names, strict=True))


def generate(jobs: Sequence[Job], options: Options, *, processes: int = 1) -> Iterator[Outcome]:
    """Make the forms of ``jobs`` and yield the outcome of each as it is done.

    With one process the order is that of ``jobs``; with more, chunks come as they finish.

    Raises:
        OutputError: the folder cannot be used, or another run is writing into it.
        TemplateError, RulebookError: template or rulebook has a fault.
    """
    if options.dry_run:
        yield from map(_Worker(options).make, jobs)
        return
    with _exclusive(options.folder):
        remove_leftovers(options.folder)
        try:
            if processes == 1:
                with Journal(options.folder) as journal:
                    yield from map(_Worker(options, journal.announce).make, jobs)
            else:
                yield from _in_processes(jobs, options, processes)
        finally:
            Manifest(options.folder).compact()


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """Hold ``folder`` (made if missing) against a second run; the lock dies with the process."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".perfxl.lock", timeout=0)
        lock.acquire()
    except Timeout:
        problem = "另一个 perfxl 正在向这个文件夹写文件，请等它结束，或换一个文件夹"
    except (FileExistsError, NotADirectoryError):
        problem = "这里需要一个文件夹，现有一个同名文件，请换一个名称"
    except OSError as error:
        problem = f"不能写入这个文件夹（{error.strerror}），请检查权限和网络，或换一个文件夹"
    else:
        try:
            yield
        finally:
            lock.release()
        return
    raise OutputError(problem, file=str(folder))


class _Worker:
    """Makes forms in one process; the template is compiled once."""

    def __init__(
        self, options: Options, announce: Callable[[Entry], None] = lambda entry: None
    ) -> None:
        self._options = options
        self._announce = announce
        self._manifest = Manifest(options.folder)
        self._filler = FormFiller(options.rulebook, options.cells)

    def make(self, job: Job) -> Outcome:
        """Score, check, render and write one form."""
        try:
            filled = self._filler.fill(job.evaluation)
            status, message = self._put(job, filled.data)
        except PerfxlError as error:
            return job.failed(error.message)
        return replace(
            job.failed(message),
            status=status,
            total=filled.scorecard.total if filled.scorecard.complete else None,
            grade=filled.scorecard.grade,
            findings=filled.findings,
        )

    def _put(self, job: Job, data: bytes) -> tuple[Status, str]:
        """Write ``data`` unless what stands there must stay."""
        path = self._options.folder / job.file
        entry = Entry(job.file, job.evaluation.code or "", digest(data), __version__)
        standing = self._manifest.standing(entry)
        if standing is Standing.CURRENT:
            return Status.UNCHANGED, ""
        if not self._options.force:
            if standing is Standing.EDITED:
                return Status.KEPT, "文件在生成之后被人改过，没有覆盖；要覆盖请加 --force"
            if standing is Standing.FOREIGN:
                return Status.KEPT, "已有同名文件，不是本工具生成的，没有覆盖；要覆盖请加 --force"
        if not self._options.dry_run:
            self._announce(entry)
            save_atomic(path, data)
        return Status.WRITTEN, ""


@lru_cache(maxsize=1)
def _process_worker(options: Options) -> _Worker:
    """The one worker of a pool process; its journal closes when the process ends."""
    return _Worker(options, Journal(options.folder).announce)


def _make_chunk(jobs: Sequence[Job], options: Options) -> tuple[Outcome, ...]:
    worker = _process_worker(options)
    return tuple(map(worker.make, jobs))


def _ignore_interrupt() -> None:
    """Ctrl-C is for the parent, which stops the pool in good order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _in_processes(jobs: Sequence[Job], options: Options, processes: int) -> Iterator[Outcome]:
    """Run ``jobs`` over a pool; a worker that dies costs its chunks a second attempt."""
    chunks = [jobs[start : start + _CHUNK] for start in range(0, len(jobs), _CHUNK)]
    for last_attempt in (False, True):
        lost: list[Sequence[Job]] = []
        with ProcessPoolExecutor(processes, initializer=_ignore_interrupt) as pool:
            try:
                tasks = {}
                for chunk in chunks:
                    try:
                        tasks[pool.submit(_make_chunk, chunk, options)] = chunk
                    except BrokenProcessPool:  # a worker died while work was handed out
                        lost.append(chunk)
                for task in as_completed(tasks):
                    try:
                        yield from task.result()
                    except BrokenProcessPool:
                        lost.append(tasks[task])
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        if last_attempt:
            for job in (job for chunk in lost for job in chunk):
                yield job.failed("工作进程两次意外终止，这份表没有生成；请单独重试，或减少 --jobs")
        chunks = lost
