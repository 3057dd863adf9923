"""What a worker does with a chunk of projects: score, check, render, write."""

from __future__ import annotations

import pickle
import platform
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import NamedTuple
from uuid import uuid4

from perfxl import __version__
from perfxl.batch.folder import Shelf
from perfxl.batch.job import Job, Options, Outcome, Status, counted
from perfxl.batch.manifest import Journal
from perfxl.core.finding import Finding
from perfxl.errors import InputError, PerfxlError
from perfxl.forms.filler import Filled, FormFiller
from perfxl.forms.master_places import told_once
from perfxl.sheet.archive import Bundle, stored

# The chunk of a process: handing it over takes 0.2 ms, a form about one: with 64 the
# hand-over vanishes, and a lost worker costs little.
CHUNK = 64
_PROTOCOL = pickle.HIGHEST_PROTOCOL

Chunk = Sequence[Job]


class Result(NamedTuple):
    """An outcome without what the sender of the job knows."""

    status: Status
    message: str
    total: Decimal | None
    grade: str | None
    counts: tuple[int, ...]
    findings: tuple[Finding, ...]

    def of(self, job: Job) -> Outcome:
        """The outcome of ``job``."""
        return Outcome(job.evaluation.code or "", job.evaluation.project or "", job.file, *self)


class FormMaker:
    """Makes forms and says what became of them; the template is compiled once."""

    def __init__(self, filler: FormFiller, options: Options) -> None:
        self._filler = filler
        self._options = options

    def make(self, job: Job, shelf: Shelf) -> Outcome:
        """Make one form and put it on ``shelf``."""
        try:
            filled = self._filler.fill(job.evaluation)
            status, message = shelf.put(job.file, job.evaluation.code, filled.data)
        except PerfxlError as error:
            return job.failed(error.message)
        return self._outcome(job, filled, status, message)

    def render(self, job: Job) -> tuple[Outcome, bytes]:
        """Make one form for somebody else to write; no bytes where it failed."""
        try:
            filled = self._filler.fill(job.evaluation)
        except PerfxlError as error:
            return job.failed(error.message), b""
        return self._outcome(job, filled, Status.FAILED, ""), filled.data

    def _outcome(self, job: Job, filled: Filled, status: Status, message: str) -> Outcome:
        card, evaluation = filled.scorecard, job.evaluation
        # The form tells of every cell of its own; here the master tells of those it has spoilt.
        findings = told_once(filled.findings, evaluation)
        return Outcome(
            evaluation.code or "",
            evaluation.project or "",
            job.file,
            status,
            message,
            total=card.total if card.complete else None,
            grade=card.grade,
            counts=counted(findings),
            findings=findings if self._options.findings else (),
        )


class Order(NamedTuple):
    """What a worker elsewhere has to know: rulebook, template and options of one run.

    ``maker`` says what made it: a worker with another version might write other bytes.
    """

    run: str
    maker: str
    data: bytes

    @classmethod
    def of(cls, filler: FormFiller, options: Options) -> Order:
        """An order of its own; rulebook and template travel inside it."""
        made = pickle.dumps((filler, options), _PROTOCOL)
        return cls(uuid4().hex, versions(), zlib.compress(made))  # it goes with every chunk

    def opened(self) -> tuple[FormFiller, Options]:
        """What the order was made of; the template is compiled anew.

        Raises:
            InputError: this process has another version of perfxl or of Python.
        """
        if self.maker != versions():
            raise InputError(f"工作机 {platform.node()} 上是 {versions()}，本机是 {self.maker}")
        made: tuple[FormFiller, Options] = pickle.loads(zlib.decompress(self.data))  # noqa: S301 (our own)
        return made


def versions() -> str:
    """``"perfxl 0.1.0、Python 3.11"``: what must be the same for the same bytes."""
    return f"perfxl {__version__}、Python {'.'.join(map(str, sys.version_info[:2]))}"


def packed(chunk: Chunk) -> bytes:
    """A chunk on its way to a worker."""
    return pickle.dumps(tuple(chunk), _PROTOCOL)


def unpacked(made: bytes) -> Chunk:
    """The jobs of a chunk that :func:`packed` made."""
    jobs: Chunk = pickle.loads(made)  # noqa: S301 (our own)
    return jobs


def make_chunk(order: Order, made: bytes) -> tuple[Result, ...]:
    """Make the forms of a chunk in this process, and write them where the order says.

    Nothing is made of a finished order: its sender has gone.
    """
    turn = _turn(order.run)
    with turn.lock:
        if turn.finished:
            return ()
        bench = _bench(order)
        with bench.journal:
            return tuple(_result(bench.maker.make(job, bench.shelf)) for job in unpacked(made))


def render_chunk(order: Order, made: bytes) -> tuple[tuple[Result, ...], bytes]:
    """Make the forms of a chunk in this process, for the sender to write: one zip of them.

    Nothing is made of a finished order.
    """
    turn = _turn(order.run)
    with turn.lock:
        if turn.finished:
            return (), b""
        maker = _bench(order).maker
        rendered = [maker.render(job) for job in unpacked(made)]
    parts = [stored(outcome.file, data) for outcome, data in rendered if data]
    return tuple(_result(outcome) for outcome, _ in rendered), Bundle.of(parts).file()


def finish(order: Order) -> None:
    """Wait until this process makes nothing of ``order`` any more, and never does again.

    A chunk may arrive after this: the word that it is cancelled takes another way.
    """
    turn = _turn(order.run)
    with turn.lock:
        turn.finished = True
        _bench.cache_clear()


@dataclass(slots=True)
class _Turn:
    """Whose turn it is: a worker of a cluster may run several threads."""

    lock: Lock = field(default_factory=Lock)
    finished: bool = False


@lru_cache(maxsize=16)
def _turn(run: str) -> _Turn:
    """A worker of a cluster lives longer than the batch."""
    return _Turn()


class _Bench(NamedTuple):
    """What one process needs to make the forms of an order."""

    maker: FormMaker
    shelf: Shelf
    journal: Journal


@lru_cache(maxsize=1)
def _bench(order: Order) -> _Bench:
    filler, options = order.opened()
    journal = Journal(options.folder)
    return _Bench(FormMaker(filler, options), Shelf(options, journal.announce), journal)


def _result(outcome: Outcome) -> Result:
    return Result(
        outcome.status,
        outcome.message,
        outcome.total,
        outcome.grade,
        outcome.counts,
        outcome.findings,
    )
