"""The files that a person names, or that lie in a folder a person names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# Office's own lock files, our manifest and lock, and what systems leave in folders.
_IGNORED_PREFIXES = ("~$", ".", "perfxl-manifest", "Thumbs.db", "desktop.ini")

LOCKED_FOLDER = "文件夹没有权限读取，里面的文件都没有读；请检查权限后重试"


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
