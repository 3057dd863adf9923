"""Opens hostile files one by one, each in a process of its own with hard limits.

Reads lines ``[case, door]`` (JSON) and answers each with one line: what came of it, processor
time in seconds, and the megabytes that the process grew at its highest.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

import docxtpl  # noqa: F401 - and the readers: imported here, not by every fork

from perfxl.errors import PerfxlError
from perfxl.forms import grids
from tests.hostile.cases import CASES
from tests.hostile.doors import DOORS

ADDRESS_SPACE = 3 << 30
SECONDS = 60


def _grown() -> int:
    """The highest use of memory of this process since :func:`_forget`, in bytes."""
    return _status("VmHWM")


def _status(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))


def _limited(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(3 * seconds)  # a wait without end costs no processor time


def _opened(path: Path, door: str) -> dict[str, object]:
    Path("/proc/self/clear_refs").write_text("5")  # forget the highest use so far
    before, started = _status("VmRSS"), time.process_time()
    try:
        caught, text = "", DOORS[door](path)
    except PerfxlError as error:
        caught, text = type(error).__name__, str(error)
    except BaseException as error:
        caught, text = "crash", f"{type(error).__name__}: {error}"[:300]
        traceback.print_exc(limit=-6)
    return {
        "caught": caught,
        "text": text,
        "cpu": round(time.process_time() - started, 2),
        "memory": round(max(0, _grown() - before) / 1e6),
    }


def _apart(task: object, *arguments: object) -> dict[str, object]:
    """The answer of ``task`` in a forked process, or how that process ended."""
    source, target = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(source)
            _limited(SECONDS)
            answer = task(*arguments)  # type: ignore[operator]
            os.write(target, json.dumps(answer).encode())
        except BaseException:  # a fault of the test itself
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(target)
    with os.fdopen(source, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    if data:
        return json.loads(data)
    reason = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "exit"
    return {"caught": "killed", "text": reason, "cpu": SECONDS, "memory": ADDRESS_SPACE >> 20}


def _made(number: int, folder: Path) -> dict[str, object]:
    CASES[number].make(folder / CASES[number].name)
    return {}


def main() -> None:
    """Answer until there are no more questions."""
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", ResourceWarning)
    for reader in pkgutil.iter_modules(grids.__path__, f"{grids.__name__}."):
        importlib.import_module(reader.name)
    root = Path(tempfile.mkdtemp(prefix="perfxl-hostile-"))
    try:
        for line in sys.stdin:
            number, door = json.loads(line)
            folder = root / str(number)
            if not folder.exists():
                for old in root.iterdir():
                    shutil.rmtree(old, ignore_errors=True)
                folder.mkdir()
                _apart(_made, number, folder)
            answer = _apart(_opened, folder / CASES[number].name, door)
            answer["text"] = (
                str(answer["text"]).replace(f"{folder}{os.sep}", "").replace(str(folder), "")
            )
            print(json.dumps(answer, ensure_ascii=False), flush=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
