"""The hostile files: what each is, how it is made, and by which doors it is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """One hostile file.

    Args:
        title: what is hostile about it.
        name: its name; one that ends with a slash is a folder.
        make: writes it.
        doors: names of :data:`tests.hostile.doors.DOORS`.
        cpu: seconds of processor time that opening it may cost at most.
        memory: megabytes that it may cost at most.
    """

    title: str
    name: str
    make: Callable[[Path], object]
    doors: tuple[str, ...]
    cpu: float = 10.0
    memory: int = 600


def written(content: Callable[[], bytes | str]) -> Callable[[Path], object]:
    """Writes what ``content`` gives when it is asked."""

    def make(path: Path) -> None:
        data = content()
        path.write_bytes(data.encode() if isinstance(data, str) else data)

    return make


def _all() -> tuple[Case, ...]:
    from tests.hostile import (
        book_cases,
        document_cases,
        folder_cases,
        format_cases,
        markup_cases,
        package_cases,
        template_cases,
    )

    modules = (
        package_cases,
        markup_cases,
        book_cases,
        document_cases,
        format_cases,
        template_cases,
        folder_cases,
    )
    return tuple(case for module in modules for case in module.CASES)


CASES = _all()
