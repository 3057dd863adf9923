"""xlwings as it is on Windows, in a process of its own.

A cell's call goes Excel → VBA wrapper → COM → ``xlwings.com_server.XLPython.CallUDF`` →
``xlwings.udfs.call_udf`` → converters → our function.  Everything from CallUDF on is
pure Python; only the modules of pywin32 are missing here.  So a process puts stand-ins
in their place, imports xlwings as Windows would, and answers calls.
"""

from __future__ import annotations

import ctypes
import datetime
import multiprocessing
import os
import sys
import types
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any
from unittest.mock import MagicMock

MISSING = -2147352572  # what COM passes for an argument left out
DIV0, NA, VALUE, NAME = -2146826281, -2146826246, -2146826273, -2146826259


class ComTime(datetime.datetime):
    """``pywintypes.datetime``: a datetime that always has a time zone."""


def com_time(*fields: int) -> ComTime:
    return ComTime(*fields, tzinfo=datetime.timezone.utc)


class Windows:
    """The Python server of one Excel."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self._process = ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_become_windows,
            initargs=(environment or {},),
        )

    def call(self, function: str, *arguments: object, module: str = "functions") -> Any:
        """What VBA gets from ``CallUDF`` for ``function`` of a module of perfxl.addin."""
        return self._process.submit(
            _call_udf, f"perfxl.addin.{module}", function, arguments
        ).result()

    def run(self, function: Callable[..., Any], *arguments: object) -> Any:
        """Run a function of a test module there."""
        return self._process.submit(function, *arguments).result()

    def close(self) -> None:
        self._process.shutdown()


def _call_udf(module: str, function: str, arguments: tuple[object, ...]) -> Any:
    from xlwings.com_server import XLPython

    return XLPython().CallUDF(module, function, arguments)


def _become_windows(environment: dict[str, str]) -> None:
    os.environ.update(environment)
    for name, members in _stand_ins().items():
        module = types.ModuleType(name)
        module.__dict__.update(members)
        module.__getattr__ = MagicMock(return_value=MagicMock())  # type: ignore[method-assign]
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
    ctypes.oledll = ctypes.windll = MagicMock()  # type: ignore[attr-defined]
    ctypes.PyDLL = MagicMock()  # type: ignore[assignment, misc]
    real_platform, sys.platform = sys.platform, "win32"
    try:
        import xlwings.com_server
    finally:
        sys.platform = real_platform
    assert xlwings.engines.active.name == "excel"


def _stand_ins() -> dict[str, dict[str, object]]:
    class Error(Exception):
        pass

    class Dispatched:
        pass

    def unwrap(value: object) -> object:
        raise Error(value)  # not an object of Python's own: every plain value

    client = {
        name: type(name, (), {})
        for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass", "DispatchEx")
    }
    return {
        "pywintypes": {"com_error": Error, "error": Error, "TimeType": ComTime},
        "pythoncom": {"TypeIIDs": {0: Dispatched}, "IID_IDispatch": 0, "ole_error": Error},
        "win32api": {},
        "win32con": {},
        "win32event": {},
        "win32gui": {},
        "win32process": {},
        "win32timezone": {},
        "win32com": {},
        "win32com.client": {"Dispatch": lambda it, *_, **__: it, **client},
        "win32com.server": {},
        "win32com.server.dispatcher": {},
        "win32com.server.policy": {},
        "win32com.server.util": {"unwrap": unwrap},
    }
