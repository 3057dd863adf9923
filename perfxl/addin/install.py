"""Install the add-in for the current user of a Windows computer, and take it off again.

Nothing needs an administrator and nothing is written to the registry: three files in the
user's own folders.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import perfxl
from perfxl.addin import places
from perfxl.addin.places import Places, on_windows, shown
from perfxl.errors import InputError, OutputError
from perfxl.system_errors import cause_of


class Step(NamedTuple):
    """One thing that is done, in Chinese; ``done`` says whether it was."""

    text: str
    done: bool

    def __str__(self) -> str:
        return f"{'已完成' if self.done else '将会'}：{self.text}"


def install(*, dry_run: bool, environment: Mapping[str, str] = os.environ) -> tuple[Step, ...]:
    """Put the add-in where Excel opens it by itself, and tell it where Python is.

    Args:
        dry_run: only say what would be done; works on every system.
        environment: the user's environment variables.

    Raises:
        InputError: this is no Windows.
        OutputError: a file cannot be written; Excel may have it open.
    """
    user = Places.of(environment)
    interpreter = _windowless(Path(sys.executable))
    settings = settings_text(interpreter, environment)
    return _carried_out(
        (
            (
                f"生成加载项 {shown(user.addin)}（Excel 启动时自动打开）",
                lambda: _build(user.addin),
            ),
            (
                f"写配置文件 {shown(user.settings)}，指明 Python 在 {interpreter}",
                lambda: _write_settings(user.settings, settings),
            ),
            (
                f"建文件夹 {shown(user.home)}，存放日志和撤销记录",
                lambda: user.home.mkdir(parents=True, exist_ok=True),
            ),
        ),
        dry_run=dry_run,
    )


def uninstall(*, dry_run: bool, environment: Mapping[str, str] = os.environ) -> tuple[Step, ...]:
    """Remove everything :func:`install` made, with the log and the undo records.

    Python and its packages stay: they were there before, or the bundle's own script
    removes them.

    Raises:
        InputError: this is no Windows.
        OutputError: a file cannot be removed; Excel may have it open.
    """
    user = Places.of(environment)
    return _carried_out(
        (
            (f"删除加载项 {shown(user.addin)}", lambda: user.addin.unlink(missing_ok=True)),
            (
                f"删除配置文件夹 {shown(user.settings.parent)}",
                lambda: shutil.rmtree(user.settings.parent, ignore_errors=True),
            ),
            (
                f"删除 {shown(user.home)} 中的日志和撤销记录",
                lambda: _remove_records(user.home),
            ),
        ),
        dry_run=dry_run,
    )


def settings_text(interpreter: Path, environment: Mapping[str, str]) -> str:
    """The settings file: one ``"KEY","value"`` a line, as VBA's ``Input #`` reads it.

    A path below a folder of the user is written with that folder's variable: VBA reads
    the file in the computer's own code page, and the user's name may not be in it.
    """
    path = str(interpreter)
    for variable in ("LOCALAPPDATA", "APPDATA", "USERPROFILE"):
        folder = environment.get(variable)
        if folder and path.lower().startswith(folder.lower()):
            path = f"%{variable}%{path[len(folder) :]}"
            break
    rows = (
        ("INTERPRETER_WIN", path),
        ("ADD_WORKBOOK_TO_PYTHONPATH", "False"),
        ("SHOW CONSOLE", "False"),
        # WPS has another name for itself, and then the add-in's own sheet is passed over.
        ("PERFXL VERSION", perfxl.__version__),
    )
    return "".join(f'"{key}","{value}"\r\n' for key, value in rows)


def _windowless(python: Path) -> Path:
    """``pythonw.exe`` beside ``python.exe``: no black window opens."""
    candidate = python.with_name("pythonw.exe")
    return candidate if candidate.exists() else python


def _build(addin: Path) -> None:
    from perfxl.addin.build import build  # with all that a cell can call: only this step needs it

    build(addin, force=True)


def _write_settings(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode(places.CODE_PAGE))


def _remove_records(home: Path) -> None:
    shutil.rmtree(home / "undo", ignore_errors=True)
    for log in home.glob("perfxl.log*"):
        log.unlink()
    if home.is_dir() and not any(home.iterdir()):
        home.rmdir()


def _carried_out(
    planned: tuple[tuple[str, Callable[[], object]], ...], *, dry_run: bool
) -> tuple[Step, ...]:
    if dry_run:
        return tuple(Step(text, done=False) for text, _ in planned)
    if not on_windows():
        raise InputError(
            "加载项只能安装在装有 Excel 的 Windows 电脑上；加 --dry-run 可以看安装的步骤"
        )
    for text, act in planned:
        try:
            act()
        except OSError as error:
            message = f"没有做成：{text}（{cause_of(error)}）。请先关闭 Excel，再试一次"
            raise OutputError(message, file=str(error.filename or "")) from error
        except UnicodeEncodeError as error:
            message = (
                "Python 所在的路径含有本机字符集没有的文字，Excel 读不出来。"
                "请把 Python 装到路径只有字母和数字的文件夹"
            )
            raise OutputError(message) from error
    return tuple(Step(text, done=True) for text, _ in planned)
