"""One run of the batch in a process of its own: ``python -m tests.benchmarks.batch_run CASE``.

Prints what it cost as JSON.  Making up the projects is not counted, starting workers is not
either; reading a master is.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from perfxl.batch import Options, generate, jobs_of
from perfxl.core.evaluation import Evaluation
from perfxl.forms.master import open_master
from perfxl.summaries.running import RunSummary
from tests.benchmarks.masters import evaluations

RULEBOOK = "mof-2020"


@dataclass(frozen=True, slots=True)
class Case:
    """What is run; ``master`` is ``""`` where projects are made up as they are asked for."""

    projects: int
    workers: int
    folder: str
    master: str = ""
    cluster: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of the parent and of its workers, and seconds by the clock."""

    parent: float
    workers: float
    wall: float


class Source:
    """Projects as they are asked for; knows what making them up has cost."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.cpu = self.wall = 0.0

    def __iter__(self) -> Iterator[Evaluation]:
        made = evaluations(self._number)
        while True:
            cpu, wall = time.process_time(), time.perf_counter()
            evaluation = next(made, None)
            self.cpu += time.process_time() - cpu
            self.wall += time.perf_counter() - wall
            if evaluation is None:
                return
            yield evaluation


def run(case: Case) -> Cost:
    """Run ``case``."""
    next(iter(Source(1)))  # reads the seed
    with _cluster(case) as cluster:
        scheduler = cluster.scheduler_address if cluster is not None else ""
        before = _workers_cpu(scheduler)
        cpu, wall = time.process_time(), time.perf_counter()
        source = Source(case.projects)
        projects = open_master(Path(case.master)).evaluations() if case.master else source
        options = Options(Path(case.folder), RULEBOOK, findings=False)
        made = generate(jobs_of(projects), options, processes=case.workers, scheduler=scheduler)
        for _ in RunSummary(tuple).counting(made):
            pass
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        workers = _workers_cpu(scheduler) - before
    return Cost(cpu - source.cpu, workers, wall - source.wall)


def _cluster(case: Case) -> AbstractContextManager:
    if not case.cluster:
        return nullcontext()
    import dask
    from distributed import LocalCluster

    from perfxl.batch.cluster import MESSAGES_KEPT

    with dask.config.set({MESSAGES_KEPT: 0}):  # as docs/cluster.md says
        return LocalCluster(
            n_workers=case.workers, threads_per_worker=1, processes=True, dashboard_address=":0"
        )


def _workers_cpu(scheduler: str) -> float:
    if not scheduler:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return ended.ru_utime + ended.ru_stime
    from distributed import Client

    with Client(scheduler, set_as_default=False) as client:
        return sum(client.run(time.process_time).values())


if __name__ == "__main__":
    print(json.dumps(asdict(run(Case(**json.loads(sys.argv[1]))))))
