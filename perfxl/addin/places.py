"""Where the add-in lives on a Windows computer, all inside the user's own folders."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from perfxl.addin.edition import FILE_NAME, PROJECT

CODE_PAGE = "mbcs"  # how VBA reads a text file: the computer's own code page


class Places(NamedTuple):
    """The add-in's files.

    Args:
        addin: the add-in in XLSTART, which Excel opens by itself and trusts.
        settings: what the add-in's VBA reads to find Python.
        home: the log, what undo needs, and (from the offline bundle) Python itself.
        addins_folder: where Excel keeps add-ins that a person chose; ours there would
            be a second copy.
    """

    addin: Path
    settings: Path
    home: Path
    addins_folder: Path

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Places:
        """The places of the current user; a variable that is not set stays visible."""

        def folder(variable: str) -> Path:
            return Path(environment.get(variable) or f"%{variable}%")

        microsoft = folder("APPDATA") / "Microsoft"
        return cls(
            microsoft / "Excel" / "XLSTART" / FILE_NAME,
            folder("USERPROFILE") / f".{PROJECT}" / f"{PROJECT}.conf",
            folder("LOCALAPPDATA") / PROJECT,
            microsoft / "AddIns",
        )


def on_windows() -> bool:
    """Whether this computer can have the add-in at all."""
    return sys.platform == "win32"


def shown(path: Path) -> str:
    """A path as Windows writes it, also where it is only talked about."""
    return str(path).replace("/", "\\") if "%" in str(path) else str(path)
