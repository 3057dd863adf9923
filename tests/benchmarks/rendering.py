"""The same form written by perfxl and by what people would use instead.

``python -m tests.benchmarks.rendering`` prints CPU time a workbook, side by side from one
run.  Before anything is timed, every file is read back and must have the same values; what a
library cannot express stands in the last column.  Scoring is not part of it: all get their
values ready-made.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import click

from tests.benchmarks.agreement import lacking
from tests.benchmarks.chart import chart
from tests.benchmarks.context import context
from tests.benchmarks.floor import Floor
from tests.benchmarks.measure import ROUNDS, Timing, measured
from tests.benchmarks.project import project
from tests.benchmarks.writers import Material, PerfxlWriter, Writer, writers

_IMAGE = Path(__file__).parents[2] / "docs" / "images" / "benchmark.svg"
_MEMORY = Path("/dev/shm")  # noqa: S108 (only inside a temporary folder)
_HEIGHT = re.compile(r'<row r="(\d+)"[^>]* ht="([\d.]+)"')
_SAMPLE = 3


def sample() -> Material:
    """One form; the heights that perfxl fits to its texts are given to the other writers."""
    found = project(_SAMPLE)
    data = PerfxlWriter().program.render(context(found))
    with zipfile.ZipFile(BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    return Material.of(found, {int(row): float(ht) for row, ht in _HEIGHT.findall(sheet)})


def verified(found: Sequence[Writer], wanted: Material, folder: Path) -> dict[str, tuple[str, ...]]:
    """What each writer's file lacks, by its name; all have the same values.

    Raises:
        AssertionError: a value differs.
    """
    lacks = {}
    for writer in found:
        writer.run([wanted], folder)
        lacks[writer.name] = lacking(folder / "0.xlsx", wanted.sheet)
    return lacks


def table(timings: Sequence[Timing], lacks: dict[str, tuple[str, ...]]) -> str:
    """Aligned columns, fastest first."""
    ours = next(timing.median for timing in timings if timing.name == "perfxl")
    floor = timings[0].median
    rows = [("", "ms a workbook", "(least)", "per second", "KB", "of perfxl", "of floor", "lacks")]
    rows += [
        (
            timing.name,
            f"{timing.median * 1000:.3f}",
            f"{min(timing.seconds) * 1000:.3f}",
            f"{1 / timing.median:,.0f}",
            f"{timing.size / 1024:.1f}",
            f"{timing.median / ours:.1f}",
            f"{timing.median / floor:.1f}",
            ", ".join(lacks.get(timing.name, ())),
        )
        for timing in timings
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for name, *numbers, words in rows:
        cells = [text.rjust(width) for text, width in zip(numbers, widths[1:-1], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *cells, words]).rstrip())
    return "\n".join(lines)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
@click.option("--rounds", default=ROUNDS, show_default=True, help="Turns of each writer.")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the files go.")
@click.option("--chart", "image", type=click.Path(path_type=Path), default=_IMAGE)
def main(rounds: int, folder: Path | None, image: Path, *, as_json: bool) -> None:
    """CPU time a workbook of the same form, written by one library after the other.

    Files go into a memory disk where there is one: creating a file on a disk costs the same
    for all, and up to a millisecond on a busy one.
    """
    place = folder or (_MEMORY if _MEMORY.is_dir() else None)
    with tempfile.TemporaryDirectory(dir=place) as name:
        target = Path(name)
        wanted = sample()
        heights = wanted.sheet.heights
        with writers(target, wanted.sheet) as found:
            lacks = verified(found, wanted, target)
            timings = sorted(
                measured(
                    [Floor(), *found],
                    lambda number: Material.of(project(1000 + number), heights),
                    target,
                    rounds=rounds,
                ),
                key=lambda timing: timing.median,
            )
    if as_json:
        print(json.dumps([asdict(timing) for timing in timings], indent=2))
    else:
        print(table(timings, lacks))
    image.parent.mkdir(parents=True, exist_ok=True)
    image.write_text(chart(timings, "CPU time a workbook, 14 indicators (log scale)"), "utf-8")


if __name__ == "__main__":
    main()
