"""The offline bundle; pip itself is not run here, for that needs a network."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

import perfxl
from perfxl.addin import bundle as bundler
from perfxl.addin.bundle import bundle, fetch_commands
from perfxl.addin.places import Places, shown
from perfxl.errors import InputError, OutputError


@pytest.fixture
def fetched(monkeypatch) -> list[tuple[str, ...]]:
    """The pip commands that were asked for; each "downloads" one wheel."""
    commands: list[tuple[str, ...]] = []

    def run(command, **_):
        commands.append(command)
        option = "--wheel-dir" if "wheel" in command else "--dest"
        folder = Path(command[command.index(option) + 1])
        (folder / f"package{len(commands)}.whl").write_bytes(b"wheel")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(bundler.subprocess, "run", run)
    return commands


def test_the_folder_holds_what_an_offline_computer_needs(fetched, tmp_path, addin_file) -> None:
    archive = tmp_path / "python-3.12.7-embed-amd64.zip"
    archive.write_bytes(b"PK")
    folder = bundle(tmp_path / "离线", archive=archive)
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == [
        "SHA256.txt",
        "install.cmd",
        "perfxl.xlam",
        "python-3.12.7-embed-amd64.zip",
        "uninstall.cmd",
        "wheels/package1.whl",
        "wheels/package2.whl",
        "安装说明.txt",
    ]
    assert (folder / "perfxl.xlam").read_bytes() == addin_file.read_bytes()


def test_the_sums_are_those_of_the_files(fetched, tmp_path) -> None:
    folder = bundle(tmp_path / "b")
    lines = (folder / "SHA256.txt").read_text("utf-8-sig").splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    assert len(sums) == 6
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_pip_is_asked_for_windows_and_for_what_only_windows_needs(tmp_path) -> None:
    own, download = fetch_commands(tmp_path, "3.13")
    assert own[3:5] == ("--disable-pip-version-check", "wheel")
    assert {"--platform=win_amd64", "--python-version=3.13", "--only-binary=:all:"} <= set(download)
    assert {f"perfxl[addin]=={perfxl.__version__}", "pywin32", "colorama", "pip"} <= set(download)


def test_an_installed_perfxl_is_downloaded_like_all_others(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bundler.perfxl, "__file__", str(tmp_path / "perfxl" / "__init__.py"))
    [download] = fetch_commands(tmp_path, "3.12")
    assert "download" in download


def test_scripts_are_plain_letters_with_the_line_ends_of_windows(fetched, tmp_path) -> None:
    folder = bundle(tmp_path / "b", python="3.13")
    for name in ("install.cmd", "uninstall.cmd"):
        data = (folder / name).read_bytes()
        data.decode("ascii")
        assert data.count(b"\r\n") == data.count(b"\n")
        assert b"@PYTHON@" not in data
        labels = [line[1:].strip() for line in data.decode().splitlines() if line.startswith(":")]
        jumps = [line.split("goto ")[1] for line in data.decode().splitlines() if "goto " in line]
        assert set(jumps) <= set(labels)
    install = (folder / "install.cmd").read_text("ascii")
    assert f'"perfxl[addin]=={perfxl.__version__}"' in install
    assert "py -3.13 -m venv" in install


def test_uninstalling_removes_every_place_without_python(fetched, tmp_path) -> None:
    """Python may be gone already; then the add-in stayed, and nothing said so."""
    script = (bundle(tmp_path / "b") / "uninstall.cmd").read_text("ascii")
    assert "python.exe" not in script
    user = Places.of({})
    removal, proof = script.split("goto failed")[0].rsplit("\nfor ", 1)
    for place in (user.addin, user.settings.parent, user.home):
        assert f'"{shown(place)}"' in removal
        assert f'"{shown(place)}"' in proof


def test_the_instructions_open_in_notepad(fetched, tmp_path) -> None:
    data = (bundle(tmp_path / "b") / "安装说明.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert f"perfxl {perfxl.__version__} 绩效自评加载项" in text
    for subject in ("不需要管理员权限", "杀毒软件", "卸载", "SHA256.txt"):
        assert subject in text


def test_a_folder_in_use_is_left_alone(fetched, tmp_path) -> None:
    (tmp_path / "mein.txt").write_text("x")
    with pytest.raises(OutputError, match="换一个新的文件夹"):
        bundle(tmp_path)
    assert not fetched


@pytest.mark.parametrize("name", ["python-3.11.9-embed-amd64.zip", "python-3.12.7.exe", "missing"])
def test_another_archive_is_refused(fetched, tmp_path, name: str) -> None:
    archive = tmp_path / name
    if name != "missing":
        archive.write_bytes(b"x")
    with pytest.raises(InputError, match=r"python-3\.12\.x-embed-amd64\.zip"):
        bundle(tmp_path / "b", archive=archive)
    assert not (tmp_path / "b").exists()


def test_without_a_network_it_says_so(tmp_path, monkeypatch) -> None:
    def fail(command, **_):
        return subprocess.CompletedProcess(command, 1, "", "x\nERROR: No matching distribution")

    monkeypatch.setattr(bundler.subprocess, "run", fail)
    with pytest.raises(OutputError, match=r"No matching distribution.*请检查网络"):
        bundle(tmp_path / "b")
    assert list(tmp_path.iterdir()) == []  # a second try finds no half bundle
