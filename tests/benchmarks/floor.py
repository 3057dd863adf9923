"""The floor: what deflating and writing the same bytes costs, with nothing else done."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from time import process_time

from isal import igzip_lib, isal_zlib

from tests.benchmarks.context import context
from tests.benchmarks.project import project
from tests.benchmarks.writers import Material, PerfxlWriter

_VARIETY = 20
_OTHER_PROJECTS = 10_000_000  # whose texts perfxl does not meet while it is measured


class Floor:
    """Deflates the parts that differ between files and writes each file with one call."""

    name = "floor: deflate, write"

    def __init__(self) -> None:
        program = PerfxlWriter().program
        made = [program.render(context(project(_OTHER_PROJECTS + n))) for n in range(_VARIETY)]
        names = _varying(made[0], made[1])
        self._parts = [
            [zipfile.ZipFile(BytesIO(data)).read(name) for name in names] for data in made
        ]
        self._rest = bytes(len(made[0]) - sum(len(_deflated(part)) for part in self._parts[0]))

    def run(self, materials: Sequence[Material], folder: Path) -> float:
        """Write as many files as there are ``materials``; the CPU seconds it took."""
        work = list(enumerate(islice(cycle(self._parts), len(materials))))
        start = process_time()
        for index, parts in work:
            _write(f"{folder}/{index}.xlsx", parts, self._rest)
        return process_time() - start


def rewritten(files: Sequence[Path], folder: Path) -> float:
    """The CPU seconds it takes to deflate and write again what differs between ``files``."""
    read = [path.read_bytes() for path in files]
    names = _varying(read[0], read[1])
    work = []
    for data in read:
        with zipfile.ZipFile(BytesIO(data)) as package:
            work.append([package.read(name) for name in names])
    rest = bytes(len(read[0]) - sum(len(_deflated(part)) for part in work[0]))
    start = process_time()
    for index, parts in enumerate(work):
        _write(f"{folder}/{index}.xlsx", parts, rest)
    return process_time() - start


def _write(path: str, parts: Sequence[bytes], rest: bytes) -> None:
    packed = [_deflated(part) for part in parts]
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.write(file, b"".join((*packed, rest)))
    os.close(file)


def _deflated(part: bytes) -> bytes:
    isal_zlib.crc32(part)
    packed: bytes = igzip_lib.compress(part, 1, igzip_lib.COMP_DEFLATE)
    return packed


def _varying(first: bytes, second: bytes) -> list[str]:
    one, other = (zipfile.ZipFile(BytesIO(data)) for data in (first, second))
    shared = set(other.namelist())
    return [
        name for name in one.namelist() if name in shared and one.read(name) != other.read(name)
    ]
