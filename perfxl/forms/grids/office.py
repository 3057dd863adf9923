"""LibreOffice as a converter for formats that are not read here (.doc, .wps, .rtf, .pdf …)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from perfxl.errors import InputError
from perfxl.system_errors import cause_of

TIMEOUT = 120  # seconds; a form takes one or two
_SECONDS_EACH = 5

_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def find_office() -> str | None:
    """The command that starts LibreOffice, or ``None`` when it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


@lru_cache(maxsize=1)
def _profile() -> tempfile.TemporaryDirectory[str]:
    """A profile for this process, removed with it.

    A LibreOffice the person has open would take the job over and never answer; making a new
    profile for every file would cost several seconds each.
    """
    return tempfile.TemporaryDirectory(prefix="perfxl-office-", ignore_cleanup_errors=True)


def convert(data: bytes, *, ending: str, target: str, file: str, import_filter: str = "") -> bytes:
    """The file ``data`` as LibreOffice converts it.

    Args:
        data: the file.
        ending: its real kind, ``"doc"``.
        target: the kind to make of it, ``"docx"``.
        file: its name, for messages.
        import_filter: how LibreOffice is to read it, when it would choose wrongly.

    Raises:
        InputError: LibreOffice is not there, takes too long, or cannot read the file.
    """
    office = find_office()
    if office is None:
        raise InputError(
            f"读取.{ending}文件需要安装LibreOffice，本机没有找到；"
            "请安装LibreOffice，或用Word、WPS另存为.docx后重试",
            file=file,
        )
    with tempfile.TemporaryDirectory(prefix="perfxl-") as folder:
        source = Path(folder, f"form.{ending}")
        source.write_bytes(data)
        result = Path(folder, "out", f"form.{target}")
        try:
            done = _run(_command(office, [source], target, result.parent, import_filter))
        except OSError as error:
            raise InputError(
                f"LibreOffice无法启动（{cause_of(error)}）；请检查其安装", file=file
            ) from error
        if not done:
            raise InputError(
                f"LibreOffice转换超过{TIMEOUT}秒没有完成；请用Word、WPS另存为.docx后重试", file=file
            )
        if not result.is_file():
            raise InputError(
                f"LibreOffice无法转换这个.{ending}文件，可能已损坏或有密码；"
                "请用Word、WPS打开后另存为.docx",
                file=file,
            )
        return result.read_bytes()


def convert_files(
    sources: list[Path], *, target: str, folder: Path, import_filter: str = ""
) -> None:
    """Convert ``sources`` into ``folder`` by one start of LibreOffice, as far as it gets.

    Files that it cannot read, or does not come to in time, are not there afterwards; without
    LibreOffice none is.
    """
    office = find_office()
    if office is not None:
        with suppress(OSError):
            seconds = TIMEOUT + _SECONDS_EACH * len(sources)
            _run(_command(office, sources, target, folder, import_filter), seconds)


def _command(
    office: str, sources: list[Path], target: str, folder: Path, import_filter: str
) -> list[str]:
    return [
        office,
        f"-env:UserInstallation={Path(_profile().name).as_uri()}",
        "--headless",
        "--norestore",
        *([f"--infilter={import_filter}"] if import_filter else []),
        "--convert-to",
        target,
        "--outdir",
        str(folder),
        *map(str, sources),
    ]


def _run(command: list[str], seconds: int | None = None) -> bool:
    """Run LibreOffice; ``False`` when it was stopped for taking too long.

    The command is a script or a starter of its own: what it started is stopped with it, and
    never keeps us waiting for its output.
    """
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(TIMEOUT if seconds is None else seconds)
    except BaseException as error:  # also an interrupt: nothing is left running
        _stop(process)
        if isinstance(error, subprocess.TimeoutExpired):
            return False
        raise
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started."""
    if os.name == "nt":
        taskkill = ("taskkill", "/T", "/F", "/PID", str(process.pid))
        subprocess.run(taskkill, capture_output=True, check=False)  # noqa: S603
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
