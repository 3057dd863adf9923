"""What ``doctor`` looks at on a computer: files, registry, installed packages."""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Protocol

from perfxl.addin.places import on_windows
from perfxl.forms.grids.source import open_source, read_grids


class Computer(Protocol):
    """A computer as far as the add-in depends on it."""

    is_windows: bool
    python: str
    python_bits: int
    prefix: Path
    environment: Mapping[str, str]

    def package(self, name: str) -> str | None:
        """The version of an installed package, ``None`` without it."""

    def registry(self, key: str, name: str = "") -> str | int | None:
        r"""A value of the registry, ``HKCU\\…``; ``None`` when there is none."""

    def registry_values(self, key: str) -> Mapping[str, object]:
        """All values of a key; empty when there is none."""

    def is_blocked(self, file: Path) -> bool:
        """Whether Windows has marked a file as coming from elsewhere."""


class ThisComputer:
    """The computer this runs on."""

    def __init__(self) -> None:
        self.is_windows = on_windows()
        self.python = sys.version.split()[0]
        self.python_bits = 8 * struct.calcsize("P")
        self.prefix = Path(sys.prefix)
        self.environment: Mapping[str, str] = os.environ

    def package(self, name: str) -> str | None:
        """The version of an installed package, ``None`` without it."""
        try:
            return version(name)
        except PackageNotFoundError:
            return None

    def registry(self, key: str, name: str = "") -> str | int | None:
        r"""A value of the registry, ``HKCU\\…``; ``None`` when there is none."""
        value = self.registry_values(key).get(name)
        return value if isinstance(value, (str, int)) else None

    def registry_values(self, key: str) -> Mapping[str, object]:
        """All values of a key; empty when there is none."""
        found: dict[str, object] = {}
        if sys.platform == "win32":
            import winreg  # exists only on Windows

            hive, _, path = key.partition("\\")
            roots = {
                "HKCU": winreg.HKEY_CURRENT_USER,
                "HKLM": winreg.HKEY_LOCAL_MACHINE,
                "HKCR": winreg.HKEY_CLASSES_ROOT,
            }
            with contextlib.suppress(OSError), winreg.OpenKey(roots[hive], path) as opened:
                for index in range(winreg.QueryInfoKey(opened)[1]):
                    name, value, _ = winreg.EnumValue(opened, index)
                    found[name] = value
        return found

    def is_blocked(self, file: Path) -> bool:
        """Whether Windows has marked a file as coming from elsewhere."""
        if not self.is_windows:
            return False
        try:
            return "ZoneId=3" in Path(f"{file}:Zone.Identifier").read_text("utf-8", "replace")
        except OSError:
            return False


def addin_versions(file: Path) -> dict[str, str]:
    """``PERFXL VERSION`` and ``XLWINGS VERSION`` as they stand in a built add-in.

    Raises:
        InputError: the file cannot be read.
    """
    grid = next(iter(read_grids(open_source(file), file=str(file))))
    texts = {(cell.row, cell.column): cell.text for cell in grid.cells}
    return {text: texts.get((row, 1), "") for (row, column), text in texts.items() if column == 0}
