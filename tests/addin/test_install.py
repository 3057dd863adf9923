"""Installing on a made-up Windows: folders of a test, our own steps."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

from perfxl.addin import install as installer
from perfxl.addin import places
from perfxl.addin.computer import addin_versions
from perfxl.addin.install import install, settings_text, uninstall
from perfxl.errors import InputError, OutputError


@pytest.fixture
def windows_user(tmp_path, monkeypatch) -> dict[str, str]:
    """The folders of 张三, on a computer that says it is Windows."""
    monkeypatch.setattr(installer, "on_windows", lambda: True)
    # Windows alone knows "mbcs", the code page of the computer; this one is Chinese.
    monkeypatch.setattr(places, "CODE_PAGE", "gbk")
    home = tmp_path / "张三"
    return {
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData" / "Roaming"),
        "LOCALAPPDATA": str(home / "AppData" / "Local"),
    }


def files(home: str) -> set[str]:
    root = Path(home)
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_a_dry_run_says_every_step_anywhere_and_does_none(tmp_path) -> None:
    steps = install(dry_run=True, environment={})
    assert [str(step) for step in steps[:1]] == [
        r"将会：生成加载项 %APPDATA%\Microsoft\Excel\XLSTART\perfxl.xlam（Excel 启动时自动打开）"
    ]
    assert len(steps) == 3
    assert not any(step.done for step in steps)
    assert len(uninstall(dry_run=True, environment={})) == 3
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [install, uninstall])
def test_elsewhere_than_on_windows_it_is_refused_in_a_sentence(command) -> None:
    with pytest.raises(InputError, match="--dry-run"):
        command(dry_run=False, environment={})


def test_install_then_uninstall_leaves_nothing(windows_user) -> None:
    steps = install(dry_run=False, environment=windows_user)
    assert all(step.done for step in steps)
    home = windows_user["USERPROFILE"]
    assert files(home) == {
        "AppData/Roaming/Microsoft/Excel/XLSTART/perfxl.xlam",
        ".perfxl/perfxl.conf",
    }
    undo = Path(windows_user["LOCALAPPDATA"]) / "perfxl" / "undo"
    undo.mkdir()
    (undo / "x.json").write_text("{}")
    (undo.parent / "perfxl.log").write_text("x")
    (undo.parent / "perfxl.log.1").write_text("x")
    assert all(step.done for step in uninstall(dry_run=False, environment=windows_user))
    assert files(home) == set()
    assert not undo.parent.exists()
    uninstall(dry_run=False, environment=windows_user)  # nothing there: no error


def test_the_installed_addin_is_of_the_installed_versions(windows_user) -> None:
    install(dry_run=False, environment=windows_user)
    addin = Path(windows_user["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART" / "perfxl.xlam"
    assert addin_versions(addin)["XLWINGS VERSION"] == "0.37.8"


def test_python_of_the_bundle_is_not_removed(windows_user) -> None:
    install(dry_run=False, environment=windows_user)
    python = Path(windows_user["LOCALAPPDATA"]) / "perfxl" / "python" / "python.exe"
    python.parent.mkdir()
    python.write_text("x")
    uninstall(dry_run=False, environment=windows_user)
    assert python.exists()


@pytest.mark.parametrize(
    ("python", "written"),
    [
        (r"C:\Users\张三\AppData\Local\perfxl\python\pythonw.exe",
         r"%LOCALAPPDATA%\perfxl\python\pythonw.exe"),
        (r"c:\users\张三\appdata\local\Python312\pythonw.exe", r"%LOCALAPPDATA%\Python312\pythonw.exe"),
        (r"C:\Users\张三\venv\Scripts\pythonw.exe", r"%USERPROFILE%\venv\Scripts\pythonw.exe"),
        (r"D:\Python\pythonw.exe", r"D:\Python\pythonw.exe"),
    ],
)  # fmt: skip
def test_the_settings_name_python_by_the_users_own_folders(python: str, written: str) -> None:
    """VBA reads the file in the code page of the computer; the variables are plain letters."""
    environment = {
        "LOCALAPPDATA": r"C:\Users\张三\AppData\Local",
        "USERPROFILE": r"C:\Users\张三",
    }
    first, *rest = settings_text(Path(python), environment).split("\r\n")
    assert first == f'"INTERPRETER_WIN","{written}"'
    assert '"ADD_WORKBOOK_TO_PYTHONPATH","False"' in rest
    # Input # of VBA: two quoted fields a line
    assert all(re.fullmatch(r'"[^"]+","[^"]*"', line) for line in [first, *rest] if line)


def test_a_path_that_the_code_page_lacks_is_explained(windows_user, monkeypatch) -> None:
    monkeypatch.setattr(installer.sys, "executable", "D:\\𠮷田\\python.exe")
    with pytest.raises(OutputError, match="路径只有字母和数字"):
        install(dry_run=False, environment=windows_user)


def test_a_file_that_excel_holds_is_explained(windows_user, monkeypatch) -> None:
    def held(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    install(dry_run=False, environment=windows_user)
    monkeypatch.setattr("os.replace", held)
    with pytest.raises(OutputError, match="请先关闭 Excel"):
        install(dry_run=False, environment=windows_user)
