"""Chunks of projects over the processes of this machine."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import Pipe
from types import TracebackType

from perfxl.batch.job import Outcome
from perfxl.batch.worker import Chunk, Order, Result, make_chunk, packed
from perfxl.worker_process import begin_worker

_PATIENCE = 10  # seconds that an interrupted run waits for the forms its workers have begun
_AHEAD = 3  # chunks handed out for each process: the next is there when one is done

_Task = Future[tuple[Result, ...]]
_DIED = "工作进程反复意外终止，这份表没有生成；请看内存是否够用，并单独重试这个项目"


class Pool:
    """Worker processes (a context manager); few chunks are on their way at any time.

    A worker that dies takes the others of its pool with it.  What was on its way is then
    made alone, chunk by chunk, and the chunk that kills its worker again is halved until the
    project is found that does it: every other form is made.
    """

    def __init__(self, order: Order, processes: int) -> None:
        self._order = order
        self._processes = processes
        self._executor: ProcessPoolExecutor | None = None
        self._under_way: deque[tuple[Chunk, _Task | None]] = deque()
        self._stopped, self._stop = Pipe(duplex=False)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the workers finish what they have begun, and nothing else.

        One that does not come to an end, because a share does not answer, is ended: what it
        leaves is what a killed run leaves.
        """
        if self._executor is not None:
            if kind is not None:
                begun = [task for _, task in self._under_way if task and not task.cancel()]
                wait_for(begun, timeout=_PATIENCE)
                self._stop.send(None)
            self._executor.shutdown(wait=True, cancel_futures=True)

    def outcomes(self, chunks: Iterable[Chunk]) -> Iterator[Outcome]:
        """The outcome of every project of ``chunks``, in order."""
        under_way = self._under_way
        for chunk in chunks:
            if len(under_way) >= self._processes * _AHEAD:
                yield from self._done(*under_way[0])
                under_way.popleft()
            under_way.append((chunk, self._begun(chunk)))
        while under_way:
            yield from self._done(*under_way[0])
            under_way.popleft()

    def _begun(self, chunk: Chunk) -> _Task | None:
        """``None`` when a worker died while the chunk was handed out."""
        if self._executor is None:
            self._executor = self._started(self._processes)
        try:
            return self._executor.submit(make_chunk, self._order, packed(chunk))
        except BrokenProcessPool:
            self._executor.shutdown()
            self._executor = None
            return None

    def _done(self, chunk: Chunk, task: _Task | None) -> Iterator[Outcome]:
        with suppress(BrokenProcessPool):
            if task is not None:
                yield from _outcomes(chunk, task.result())
                return
        yield from self._alone(chunk)

    def _alone(self, chunk: Chunk) -> Iterator[Outcome]:
        try:
            with self._started(1) as executor:
                task = executor.submit(make_chunk, self._order, packed(chunk))
                results = task.result()
        except BrokenProcessPool:
            if len(chunk) == 1:
                yield chunk[0].failed(_DIED)
                return
            middle = len(chunk) // 2
            yield from self._alone(chunk[:middle])
            yield from self._alone(chunk[middle:])
        else:
            yield from _outcomes(chunk, results)

    def _started(self, processes: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(processes, initializer=begin_worker, initargs=(self._stopped,))


def _outcomes(chunk: Chunk, results: Iterable[Result]) -> Iterator[Outcome]:
    return (result.of(job) for job, result in zip(chunk, results, strict=True))
