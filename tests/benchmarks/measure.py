"""Fair measuring: all writers in turn, round after round, each round with new texts."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from tests.benchmarks.writers import Material, Writer

ROUNDS = 7
_SECONDS = 0.3  # of CPU for each writer in each round
_FEWEST, _MOST = 3, 400


@dataclass(frozen=True, slots=True)
class Timing:
    """CPU seconds a workbook of one writer, by round, and how many bytes one has."""

    name: str
    seconds: tuple[float, ...]
    size: int

    @property
    def median(self) -> float:
        """The middle one of the rounds."""
        return median(self.seconds)


def measured(
    writers: Sequence[Writer],
    material: Callable[[int], Material],
    folder: Path,
    *,
    rounds: int = ROUNDS,
) -> Iterator[Timing]:
    """Time every writer, interleaved; a first turn (Node compiles while it runs) is not counted.

    Args:
        writers: who writes.
        material: makes the material of the project of a number; none is used twice by a writer.
        folder: where the files go.
        rounds: how many times each writer has its turn.
    """
    numbers = count()
    sizes, batches = [], []
    for writer in writers:
        cost = writer.run([material(next(numbers))], folder)
        sizes.append((folder / "0.xlsx").stat().st_size)
        for _ in range(2):
            batch = max(_FEWEST, min(_MOST, round(_SECONDS / max(cost, 1e-6))))
            cost = writer.run([material(next(numbers)) for _ in range(batch)], folder) / batch
        batches.append(max(_FEWEST, min(_MOST, round(_SECONDS / max(cost, 1e-6)))))
    seconds: list[list[float]] = [[] for _ in writers]
    for _ in range(rounds):
        pool = [material(next(numbers)) for _ in range(max(batches))]
        for writer, batch, spent in zip(writers, batches, seconds, strict=True):
            target = folder / "round"
            target.mkdir()
            gc.collect()
            spent.append(writer.run(pool[:batch], target) / batch)
            shutil.rmtree(target)
    for writer, spent, size in zip(writers, seconds, sizes, strict=True):
        yield Timing(writer.name, tuple(spent), size)
