"""A folder that installs the add-in on a Windows computer without a network."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import perfxl
from perfxl.addin.build import build
from perfxl.errors import InputError, OutputError
from perfxl.system_errors import reason_of

PYTHON = "3.12"

# pip evaluates "only on Windows" on the computer that downloads, so it is said here.
_ONLY_ON_WINDOWS = ("pywin32", "colorama")


def bundle(out: Path, *, python: str = PYTHON, archive: Path | None = None) -> Path:
    """Make the folder ``out`` with everything an offline computer needs.

    Args:
        out: the folder to make; it must not hold anything yet.
        python: the version of Python on the other computer, "3.12".
        archive: "python-3.12.x-embed-amd64.zip" from python.org, to be installed with it.

    Raises:
        InputError: the archive is not such a file.
        OutputError: the folder is not empty, or the packages cannot be fetched.
    """
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
    for command in fetch_commands(wheels, python):
        _run(command)
    if archive is not None:
        shutil.copy(archive, folder)
    build(folder)
    for name in ("install.cmd", "uninstall.cmd"):
        _write(folder, name, python, encoding="ascii")
    _write(folder, "安装说明.txt", python, encoding="utf-8-sig")  # what Notepad expects
    _write_sums(folder)


def fetch_commands(wheels: Path, python: str) -> tuple[tuple[str, ...], ...]:
    """The pip commands that fill ``wheels``: perfxl itself first, when this is a checkout."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    root = Path(perfxl.__file__).resolve().parents[1]
    own = (*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(root))
    download = (
        *pip,
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
    return (own, download) if (root / "pyproject.toml").exists() else (download,)


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
        raise OutputError(f"取不到安装包（{(told or lines)[-1]}）。请检查网络和 pip，再试一次")


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
    (out / "SHA256.txt").write_bytes("".join(lines).encode("utf-8-sig"))
