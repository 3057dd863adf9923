"""Where copies of forms go: into another folder, lying there as the originals lie in theirs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfxl.errors import OutputError


def refuse_among(folder: Path, paths: Sequence[Path], *, what: str) -> None:
    """Refuse a folder in which copies would lie among their originals.

    Args:
        folder: where the copies shall go.
        paths: the files and folders that are copied from.
        what: the beginning of the message: which copies cannot lie where.

    Raises:
        OutputError: ``folder`` lies in one of ``paths``, or holds one of the files.
    """
    place = folder.resolve()
    for path in paths:
        source = path.resolve()
        inside = place.is_relative_to(source) if path.is_dir() else place == source.parent
        if inside:
            message = f"{what}的文件夹里，否则会与原表混在一起；请换一个文件夹"
            raise OutputError(message, file=str(folder))


def copy_place(path: Path, folder: Path, paths: Sequence[Path]) -> Path:
    """Where the copy of ``path`` goes: as it lies in the folder that was named."""
    for root in paths:
        if root.is_dir() and path.is_relative_to(root):
            return folder / path.relative_to(root)
    return folder / path.name
