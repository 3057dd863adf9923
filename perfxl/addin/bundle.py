"""A folder that installs the add-in on a Windows computer without a network."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

import perfxl
from perfxl.addin.build import build
from perfxl.addin.own_wheel import write_wheel
from perfxl.errors import InputError, OutputError
from perfxl.system_errors import reason_of

PYTHON = "3.12"
_SUITABLE = re.compile(r"3\.(1[1-9]|[2-9]\d)")

_PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
# pip evaluates "only on Windows" on the computer that downloads, so it is said here.
_ONLY_ON_WINDOWS = ("pywin32", "colorama")


def bundle(out: Path, *, python: str = PYTHON, archive: Path | None = None) -> Path:
    """Make the folder ``out`` with everything an offline computer needs.

    Args:
        out: the folder to make; it must not hold anything yet.
        python: the version of Python on the other computer, "3.12".
        archive: "python-3.12.x-embed-amd64.zip" from python.org, to be installed with it.

    Raises:
        InputError: the add-in does not run with that Python, or the archive is not such a file.
        OutputError: the folder is not empty, or the packages cannot be fetched.
    """
    if not _SUITABLE.fullmatch(python):
        raise InputError(
            f"--python 不能是 {python}：加载项要 Python 3.11 以上（它用的 xlwings 要求），写作 3.12"
        )
    if archive is not None and not _is_archive(archive, python):
        message = f"需要 python.org 的 python-{python}.x-embed-amd64.zip"
        raise InputError(message, file=str(archive))
    if out.exists() and any(out.iterdir()):
        raise OutputError("文件夹里已有内容，请换一个新的文件夹", file=str(out))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # Made beside the folder and moved there whole: a second try finds no half bundle.
        with tempfile.TemporaryDirectory(prefix=".perfxl-", dir=out.parent) as made:
            _fill(Path(made) / "bundle", python, archive)
            if out.exists():
                out.rmdir()  # empty, and Windows moves nothing over a folder
            shutil.move(Path(made) / "bundle", out)
    except OSError as error:
        raise OutputError(reason_of(error), file=str(out)) from error
    return out


def _fill(folder: Path, python: str, archive: Path | None) -> None:
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    root = Path(perfxl.__file__).resolve().parents[1]
    if (root / "pyproject.toml").exists():
        _run((*_PIP, "wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(root)))
    else:
        write_wheel(distribution("perfxl"), wheels)
    _run(fetch_command(wheels, python))
    if archive is not None:
        shutil.copy(archive, folder)
    build(folder)
    for name in ("install.cmd", "uninstall.cmd"):
        _write(folder, name, python, encoding="ascii")
    _write(folder, "安装说明.txt", python, encoding="utf-8-sig")  # what Notepad expects
    _write_sums(folder)


def fetch_command(wheels: Path, python: str) -> tuple[str, ...]:
    """The pip command that adds what perfxl needs to ``wheels``, which holds perfxl itself."""
    return (
        *_PIP,
        "download",
        "--quiet",
        "--dest",
        str(wheels),
        "--find-links",
        str(wheels),
        "--only-binary=:all:",
        "--platform=win_amd64",
        "--implementation=cp",
        f"--python-version={python}",
        f"perfxl[addin]=={perfxl.__version__}",
        *_ONLY_ON_WINDOWS,
        "pip",
    )


def _is_archive(path: Path, python: str) -> bool:
    name = rf"python-{re.escape(python)}\.\d+-embed-amd64\.zip"
    return path.is_file() and re.fullmatch(name, path.name) is not None


def _run(command: tuple[str, ...]) -> None:
    done = subprocess.run(  # noqa: S603 - ours
        command, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["没有说明"]
        told = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
        # Without a network, too, pip ends by saying that it found no such package.
        offline = any("Retrying (" in line or "ConnectionError" in line for line in lines)
        mend = "连不上软件源，请检查网络和代理" if offline else "请检查 pip 和它的软件源设置"
        raise OutputError(f"取不到安装包（{(told or lines)[-1]}）。{mend}，再试一次")


def _write(out: Path, name: str, python: str, *, encoding: str) -> None:
    """A file of the bundle, with the line ends of Windows."""
    text = files(__package__).joinpath("offline").joinpath(name).read_text(encoding="utf-8")
    text = text.replace("@PYTHON@", python).replace("@VERSION@", perfxl.__version__)
    lines = text.splitlines()
    (out / name).write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))


def _write_sums(out: Path) -> None:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(out).as_posix()}\r\n"
        for path in sorted(out.rglob("*"))
        if path.is_file()
    ]
    (out / "SHA256.txt").write_bytes("".join(lines).encode())  # sha256sum takes no mark
