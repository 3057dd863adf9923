"""Files read in several processes: the same results in the same order, whatever happens.

A process that dies (a library that crashes on a forged file, or memory that ran out) costs the
files that were under way a second attempt, each in a process of its own; a file that ends that
one, too, is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import Pipe
from pathlib import Path
from typing import TypeVar

from perfxl.worker_process import begin_worker

Result = TypeVar("Result")

_FEWEST = 8  # a process costs more than a handful of forms
_WAITING = 64  # files handed out to each process ahead of the one that is waited for


def in_processes(
    read: Callable[[Path], Result],
    paths: Sequence[Path],
    *,
    processes: int,
    died: Callable[[Path], Result],
) -> Iterator[Result]:
    """``read(path)`` for each of ``paths`` in their order.

    Args:
        read: a function of a module, so that other processes find it.
        paths: the files.
        processes: how many at a time; with one, or with few files, this one does it all.
        died: the result for a file that ends the process that reads it.
    """
    if processes == 1 or len(paths) < _FEWEST:
        yield from map(read, paths)
        return
    stopped, stop = Pipe(duplex=False)
    with ProcessPoolExecutor(processes, initializer=begin_worker, initargs=(stopped,)) as pool:
        try:
            yield from _in_order(pool, read, paths, processes * _WAITING, died)
        except BaseException:
            stop.send(None)  # a share that does not answer would hold up the end
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _in_order(
    pool: ProcessPoolExecutor,
    read: Callable[[Path], Result],
    paths: Sequence[Path],
    ahead: int,
    died: Callable[[Path], Result],
) -> Iterator[Result]:
    """Results are asked for a little ahead, so that those of thousands of files do not pile up."""
    tasks: list[Future[Result] | None] = []
    for index, path in enumerate(paths):
        while len(tasks) < min(len(paths), index + ahead):
            try:
                tasks.append(pool.submit(read, paths[len(tasks)]))
            except BrokenProcessPool:
                tasks.append(None)
        task, tasks[index] = tasks[index], None
        try:
            result = None if task is None else task.result()
        except BrokenProcessPool:
            result = None
        yield _alone(read, path, died) if result is None else result


def _alone(read: Callable[[Path], Result], path: Path, died: Callable[[Path], Result]) -> Result:
    stopped, _stop = Pipe(duplex=False)
    with ProcessPoolExecutor(1, initializer=begin_worker, initargs=(stopped,)) as pool:
        try:
            return pool.submit(read, path).result()
        except BrokenProcessPool:
            return died(path)
