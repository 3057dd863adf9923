"""The offline bundle; pip itself is not run here, for that needs a network."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

import perfxl
from perfxl.addin import bundle as bundler
from perfxl.addin.bundle import bundle, fetch_command
from perfxl.addin.places import Places, shown
from perfxl.errors import InputError, OutputError

RECORD = "perfxl-0.1.0.dist-info/RECORD"


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
    lines = (folder / "SHA256.txt").read_text("utf-8").splitlines()
    sums = dict(reversed(line.split("  ")) for line in lines)
    assert len(sums) == 6
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_pip_is_asked_for_windows_and_for_what_only_windows_needs(tmp_path) -> None:
    download = fetch_command(tmp_path, "3.13")
    assert {"--platform=win_amd64", "--python-version=3.13", "--only-binary=:all:"} <= set(download)
    assert {f"perfxl[addin]=={perfxl.__version__}", "pywin32", "colorama", "pip"} <= set(download)


@pytest.fixture
def installed(tmp_path) -> Path:
    """A folder of packages with perfxl in it, as pip leaves it."""
    site = tmp_path / "lib" / "site"
    files = {
        "perfxl/__init__.py": "there = True\n",
        "perfxl/__pycache__/__init__.cpython-311.pyc": "",
        "perfxl/offline/安装,说明.txt": "一",
        "perfxl-0.1.0.dist-info/METADATA": "Metadata-Version: 2.4\nName: perfxl\nVersion: 0.1.0\n",
        "perfxl-0.1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "perfxl-0.1.0.dist-info/INSTALLER": "pip\n",
        "../bin/perfxl": "#!/of/this/computer",
    }
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    rows = [f'"{name}",,\n' for name in [*files, "perfxl-0.1.0.dist-info/RECORD"]]
    (site / "perfxl-0.1.0.dist-info/RECORD").write_text("".join(rows), encoding="utf-8")
    return site


def test_an_installed_perfxl_is_taken_along(fetched, installed, tmp_path, monkeypatch) -> None:
    """It is on no index: without its repository no bundle could be made."""
    monkeypatch.setattr(bundler.perfxl, "__file__", str(installed / "perfxl" / "__init__.py"))
    info = PathDistribution(installed / "perfxl-0.1.0.dist-info")
    monkeypatch.setattr(bundler, "distribution", lambda _: info)
    folder = bundle(tmp_path / "b")
    assert [command[4] for command in fetched] == ["download"]
    wheel = folder / "wheels" / "perfxl-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        listed = {row[0] for row in csv.reader(archive.read(RECORD).decode().splitlines())}
        assert listed == set(archive.namelist())
    monkeypatch.undo()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--target", tmp_path / "there", wheel], check=True)
    there = tmp_path / "there" / "perfxl"
    assert (there / "__init__.py").read_text() == "there = True\n"
    assert (there / "offline" / "安装,说明.txt").read_text(encoding="utf-8") == "一"


@pytest.mark.parametrize("python", ["3.10", "2.7", "3", "3.12.1", "abc"])
def test_a_python_that_has_no_addin_is_refused(fetched, tmp_path, python: str) -> None:
    with pytest.raises(InputError, match=r"Python 3\.11 以上"):
        bundle(tmp_path / "b", python=python)
    assert not fetched


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


@pytest.mark.parametrize(
    ("warning", "mend"),
    [
        ("WARNING: Retrying (Retry(total=0)) after connection broken", "请检查网络"),
        ("WARNING: x", "请检查 pip 和它的软件源"),
    ],
)
def test_what_pip_could_not_fetch_is_told_with_its_cause(
    warning: str, mend: str, tmp_path, monkeypatch
) -> None:
    def fail(command, **_):
        return subprocess.CompletedProcess(command, 1, "", f"{warning}\nERROR: No matching")

    monkeypatch.setattr(bundler.subprocess, "run", fail)
    with pytest.raises(OutputError, match=f"No matching.*{mend}"):
        bundle(tmp_path / "b")
    assert list(tmp_path.iterdir()) == []  # a second try finds no half bundle
