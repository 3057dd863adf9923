"""The whole batch, from projects to files: growth, processes, a local cluster, memory.

``python -m tests.benchmarks.batch`` prints one table.  Every run has a process of its own;
the clock of a shared machine says little, so CPU time is what counts.  ``rendering`` compares
the writing alone with other libraries.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from threading import Event, Thread
from time import process_time

import click

from tests.benchmarks.batch_run import Case, Cost
from tests.benchmarks.chart import chart
from tests.benchmarks.floor import rewritten
from tests.benchmarks.masters import evaluations, write_master
from tests.benchmarks.measure import Timing

_IMAGE = Path(__file__).parents[2] / "docs" / "images" / "benchmark-batch.svg"
_MEMORY = Path("/dev/shm")  # noqa: S108 (only inside a temporary folder)
_SIZES = (100, 1_000, 10_000, 100_000)
_MASTERS = 10_000  # the largest master that is written for a run
_WORKERS = 2
_PAUSE = 0.05  # seconds between two looks at the memory
_SAMPLE = 1_000
_FLOOR = "floor: deflate, write the same bytes"


@dataclass(frozen=True, slots=True)
class Line:
    """One run: what it was, what it cost, peak memory in bytes, bytes of all files."""

    name: str
    projects: int
    cost: Cost
    parent_memory: int
    memory: int
    size: int

    @property
    def cpu(self) -> float:
        """CPU seconds a project, of all processes."""
        return (self.cost.parent + self.cost.workers) / self.projects


def cases(projects: int, folder: Path) -> Iterator[tuple[str, Case]]:
    """The runs of one number of projects."""
    where = str(folder / "out")
    yield "streamed, 1 process", Case(projects, 1, where)
    yield f"streamed, {_WORKERS} processes", Case(projects, _WORKERS, where)
    if find_spec("distributed"):
        name = f"streamed, Dask cluster of {_WORKERS}"
        yield name, Case(projects, _WORKERS, where, cluster=True)
    if projects <= _MASTERS:
        master = folder / "master.xlsx"
        write_master(evaluations(projects), master)
        for workers in (1, _WORKERS):
            plural = "es" if workers > 1 else ""
            name = f"from a master, {workers} process{plural}"
            yield name, Case(projects, workers, where, str(master))


def measured(name: str, case: Case) -> Line:
    """Run ``case`` in a process of its own; its files stay until the next run."""
    shutil.rmtree(case.folder, ignore_errors=True)
    command = [sys.executable, "-m", "tests.benchmarks.batch_run", json.dumps(asdict(case))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        memory = Memory(process.pid)
        output, _ = process.communicate()
        memory.stop()
    assert process.returncode == 0, name
    cost = Cost(**json.loads(output.splitlines()[-1]))
    files = list(Path(case.folder).glob("*.xlsx"))
    assert len(files) == case.projects, name
    size = sum(file.stat().st_size for file in files)
    return Line(name, case.projects, cost, memory.parent, memory.all, size)


class Memory:
    """The most memory that a process and its children had at once (Linux; else 0).

    Pages that processes share count once (PSS): forked workers share most of their parent.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._done = Event()
        self.parent = self.all = 0
        self._thread = Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_PAUSE):
            sizes = [_memory(pid) for pid in _tree(self._pid)]
            self.parent = max(self.parent, *sizes[:1], 0)
            self.all = max(self.all, sum(sizes))


def _tree(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [each for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _tree(int(child)))]


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:")), 0)


def floor(folder: Path) -> Line:
    """What deflating and writing the parts that differ between the files of a run costs."""
    files = list(islice(sorted(folder.glob("*.xlsx")), _SAMPLE))
    target = folder / "floor"
    target.mkdir()
    seconds = rewritten(files, target)
    shutil.rmtree(target)
    size = sum(file.stat().st_size for file in files)
    return Line(_FLOOR, len(files), Cost(seconds, 0, seconds), 0, 0, size)


def openpyxl(folder: Path, number: int = 30) -> Line:
    """The visible form alone, ready values, loaded, filled and saved by openpyxl."""
    from tests.benchmarks import rendering
    from tests.benchmarks.project import project
    from tests.benchmarks.writers import Material, OpenpyxlFillWriter

    sample = rendering.sample()
    writer = OpenpyxlFillWriter(folder, sample.sheet)
    materials = [Material.of(project(n), sample.sheet.heights) for n in range(number)]
    target = folder / "openpyxl"
    target.mkdir()
    start = process_time()
    writer.run(materials, target)
    seconds = process_time() - start
    size = sum(path.stat().st_size for path in target.iterdir())
    shutil.rmtree(target)
    name = "openpyxl: load, fill, save (visible cells only, no scores, no checks)"
    return Line(name, number, Cost(seconds, 0, seconds), 0, 0, size)


def table(lines: Sequence[Line]) -> str:
    """Aligned columns in the order of the runs."""
    lowest = next((line.cpu for line in lines if line.name == _FLOOR), 0)
    rows = [
        (
            "",
            "projects",
            "CPU ms each",
            "parent ms",
            "of floor",
            "wall s",
            "parent MB",
            "all MB",
            "KB each",
        )
    ]
    rows += [
        (
            line.name,
            f"{line.projects:,}",
            f"{line.cpu * 1000:.3f}",
            f"{line.cost.parent / line.projects * 1000:.3f}",
            f"{line.cpu / lowest:.1f}" if lowest else "",
            f"{line.cost.wall:.1f}",
            f"{line.parent_memory / 1e6:.0f}" if line.memory else "",
            f"{line.memory / 1e6:.0f}" if line.memory else "",
            f"{line.size / line.projects / 1024:.1f}",
        )
        for line in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            [name.ljust(widths[0])]
            + [text.rjust(width) for text, width in zip(numbers, widths[1:], strict=True)]
        )
        for name, *numbers in rows
    )


def bars(lines: Sequence[Line]) -> str:
    """CPU time a project as a chart: the largest size that all runs were made with."""
    size = max(line.projects for line in lines if line.name.startswith("from a master"))
    shown = [
        Timing(_bar_name(line), (line.cpu,), line.size)
        for line in lines
        if line.projects == size or not line.memory
    ]
    shown.sort(key=lambda timing: timing.median)
    return chart(shown, f"CPU time a project of {size:,}, read, scored, checked, written")


def _bar_name(line: Line) -> str:
    if not line.memory:
        return line.name.partition(" (")[0].replace(" the same bytes", "")
    return f"perfxl {line.name.replace('from a master', 'master').replace('streamed', 'stream').replace(' cluster', '')}"


@click.command()
@click.option("--largest", default=10_000, show_default=True, help="100000 takes some minutes.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the files go.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
@click.option("--chart", "image", type=click.Path(path_type=Path), default=_IMAGE)
def main(largest: int, folder: Path | None, image: Path, *, as_json: bool) -> None:
    """CPU time and memory of the whole batch by number of projects and of processes.

    Files go into a memory disk where there is one: 100,000 of them need 3 GB there.
    """
    place = folder or (_MEMORY if _MEMORY.is_dir() else None)
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(dir=place) as name:
        target = Path(name)
        for size in [each for each in _SIZES if each <= largest]:
            for title, case in cases(size, target):
                lines.append(measured(title, case))
                print(f"{lines[-1].name}: {size:,} done", file=sys.stderr)
        lines.append(floor(target / "out"))
        lines.append(openpyxl(target))
    print(json.dumps([asdict(line) for line in lines], indent=2) if as_json else table(lines))
    image.parent.mkdir(parents=True, exist_ok=True)
    image.write_text(bars(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
