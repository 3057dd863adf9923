"""The beginning of a Python session that Excel started."""

from __future__ import annotations

import atexit
import sys
from importlib.metadata import version

import xlwings

import perfxl
from perfxl.addin import log


@xlwings.func
def begin(addin_version: str) -> str:
    """Prepare this process for the add-in; called once by its VBA.

    Args:
        addin_version: the version the opened ``perfxl.xlam`` was built from.

    Returns:
        A Chinese sentence saying why the session cannot go on, ``""`` when it can.
    """
    log.record(
        f"启动：perfxl {perfxl.__version__}，xlwings {version('xlwings')}，"
        f"Python {sys.version.split()[0]}（{sys.executable}）"
    )
    if addin_version != perfxl.__version__:
        return (
            f"加载项 perfxl.xlam 的版本是 {addin_version}，程序的版本是 {perfxl.__version__}。"
            "请关闭 Excel，在命令行运行 perfxl addin install，再打开 Excel"
        )
    _keep_other_excels()
    return ""


def _keep_other_excels() -> None:
    """Xlwings ends every Excel without a window when it exits; it may be at work for others."""
    if sys.platform == "win32":
        from xlwings import _xlwindows  # imports only on Windows

        atexit.unregister(_xlwindows.cleanup)
