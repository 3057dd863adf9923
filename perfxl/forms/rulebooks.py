"""Where rulebooks are kept: the shipped templates folder, or a path a person gives.

A rulebook is the file ``rulebook.toml`` in the folder of its form template.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.errors import RulebookError
from perfxl.sheet.file import TooLargeError, read_bytes
from perfxl.system_errors import cause_of

if TYPE_CHECKING:
    from perfxl.core.rulebook import Rulebook

DEFAULT = "mof-2020"
RULEBOOK_FILE = "rulebook.toml"
_MAX_BYTES = 1_000_000  # the longest shipped one has 10,000


def templates_folder() -> Path:
    """The shipped templates: inside the installed package, or beside it in a checkout.

    Raises:
        RulebookError: neither is there; the installation is damaged.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "templates", package.parent / "templates"):
        if folder.is_dir():
            return folder
    message = "找不到随程序安装的模板文件夹 templates，请重新安装 perfxl"
    raise RulebookError(message, file=str(package / "templates"))


def rulebook_names() -> tuple[str, ...]:
    """The shipped rulebooks' names: the default one, then the others sorted."""
    names = {path.parent.name for path in templates_folder().glob(f"*/{RULEBOOK_FILE}")}
    return (DEFAULT, *sorted(names - {DEFAULT}))


@lru_cache(maxsize=64)
def rulebook_titled(title: str) -> str | None:
    """The name of the shipped rulebook with this title, by which forms name it, or ``None``."""
    return next((name for name in rulebook_names() if load_rulebook(name).title == title), None)


def load_rulebook(source: str | Path = DEFAULT) -> Rulebook:
    """The rulebook of a name ("mof-2020"), of a template folder, or of a TOML file.

    Raises:
        RulebookError: there is no such rulebook, it cannot be read, or it has faults.
    """
    shipped = _shipped(source) if isinstance(source, str) else None
    return shipped or _load(_find(source, beside=None), opened=())


@lru_cache(maxsize=16)
def _shipped(name: str) -> Rulebook | None:
    """A rulebook of perfxl's own, read once: it costs as much as a form."""
    return _load(_find(name, beside=None), opened=()) if name in rulebook_names() else None


def template_file(source: str | Path, name: str) -> Path:
    """The template workbook ``name`` that goes with the rulebook ``source``.

    It stands beside the rulebook, or beside the rulebook that one is based on.

    Raises:
        RulebookError: there is no such rulebook, or neither it nor any base has the file.
    """
    from perfxl.core.rulebook_file import base_of

    first = path = _find(source, beside=None)
    opened: list[Path] = []
    while path not in opened:
        opened.append(path)
        if (path.parent / name).is_file():
            return path.parent / name
        base = base_of(_text(path), file=str(path))
        if base is None:
            break
        path = _find(base, beside=path)
    message = f"评分办法旁边没有模板 {name}，它的 base 也没有；请把模板放进同一个文件夹"
    raise RulebookError(message, file=str(first.parent))


def _load(path: Path, *, opened: tuple[Path, ...]) -> Rulebook:
    if path in opened:
        names = " → ".join(file.parent.name for file in (*opened, path))
        message = f"base 互相引用：{names}。请改写其中一个 base"
        raise RulebookError(message, file=str(path))
    # A command that reads nothing, as its files are not there, reads no rulebook either.
    from perfxl.core.rulebook_file import read_rulebook

    def base(name: str) -> Rulebook:
        return _load(_find(name, beside=path), opened=(*opened, path))

    return read_rulebook(_text(path), file=str(path), base_loader=base, known_codes=_codes)


def _codes() -> frozenset[str]:
    from perfxl.core.checks.all_checks import KINDS  # all checks: few rulebooks name one

    return frozenset(kind.code for kind in KINDS)


def _text(path: Path) -> str:
    try:
        return read_bytes(path, most=_MAX_BYTES).decode("utf-8-sig")
    except TooLargeError as error:
        message = f"评分办法超过 {_MAX_BYTES // 1000} kB，不像是评分办法；请检查是否选错了文件"
        raise RulebookError(message, file=str(path)) from error
    except UnicodeDecodeError as error:
        message = "文件不是 UTF-8 编码，请用记事本另存为 UTF-8"
        raise RulebookError(message, file=str(path)) from error
    except OSError as error:
        message = f"评分办法文件打不开（{cause_of(error)}），请检查路径和权限"
        raise RulebookError(message, file=str(path)) from error


def _find(source: str | Path, *, beside: Path | None) -> Path:
    """The file of ``source``; for a ``base``, folders beside the deriving rulebook come first."""
    if beside is not None:
        sibling = beside.parent.parent / source / RULEBOOK_FILE
        if sibling.is_file():
            return sibling.resolve()
    if source in rulebook_names():
        return (templates_folder() / source / RULEBOOK_FILE).resolve()
    path = Path(source)
    for candidate in (path / RULEBOOK_FILE, path):
        if candidate.is_file():
            return candidate.resolve()
    names = rulebook_names()
    if str(source) in names:  # a command's FOLDER, of which there is none here
        return (templates_folder() / source / RULEBOOK_FILE).resolve()
    import difflib

    near = difflib.get_close_matches(str(source), names, n=1)
    hint = f"是否应为 {near[0]}？" if near else ""
    message = (
        f"没有名为 {source} 的评分办法。{hint}"
        f"可用的有：{'、'.join(names)}；也可以写模板文件夹或 {RULEBOOK_FILE} 的路径"
    )
    raise RulebookError(message, file=str(beside or ""))
