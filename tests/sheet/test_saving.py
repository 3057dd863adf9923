"""Files are put in place whole or not at all, and what killed writers left is removed."""

from __future__ import annotations

import errno
import importlib.util
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from perfxl.errors import OutputError
from perfxl.sheet import saving
from perfxl.sheet.saving import remove_leftovers, save_atomic, save_unclaimed, saved

SAVES = pytest.mark.parametrize("save", [save_atomic, save_unclaimed])
Save = Callable[[Path, bytes], None]


@SAVES
def test_saving_replaces_the_old_file_and_leaves_nothing_else(save: Save, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    save(path, b"old")
    save(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@SAVES
def test_saving_into_a_missing_folder(save: Save, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="文件夹不存在"):
        save(tmp_path / "没有" / "表.xlsx", b"")


@SAVES
def test_a_read_only_file_is_kept(save: Save, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"signed")
    path.chmod(0o444)
    with pytest.raises(OutputError, match="只读"):
        save(path, b"new")
    assert path.read_bytes() == b"signed"
    assert list(tmp_path.iterdir()) == [path]


@SAVES
def test_a_folder_of_the_same_name(save: Save, tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").mkdir()
    with pytest.raises(OutputError, match=r"表\.xlsx"):
        save(tmp_path / "表.xlsx", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]


@SAVES
def test_an_interrupted_write_leaves_nothing(
    save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path / "表.xlsx", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "says"), [(28, "磁盘已满"), (13, "Excel、WPS 打开"), (30, "只读"), (36, "过长")]
)
@SAVES
def test_what_the_system_says_is_translated(
    save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, "system text")

    monkeypatch.setattr("os.replace", refused)
    with pytest.raises(OutputError, match=says):
        save(tmp_path / "表.xlsx", b"new")
    assert list(tmp_path.iterdir()) == []


POINTS = {
    "made": ("fcntl.flock", "before"),
    "locked": ("fcntl.flock", "after"),
    "written": ("os.replace", "before"),
    "in place": ("os.replace", "after"),
}


def _killed(folder: Path, point: str) -> None:
    """A writer that is killed as by ``kill -9`` at a point of its way."""
    name, when = POINTS[point]
    module = {"fcntl": saving.fcntl, "os": os}[name.partition(".")[0]]
    real = getattr(module, name.partition(".")[2])

    def dying(*arguments: object) -> None:
        if when == "after":
            real(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name.partition(".")[2], dying)
    save_atomic(folder / "汇总.xlsx", b"new" * 100_000)


def _dead(folder: Path, point: str) -> None:
    victim = multiprocessing.get_context("spawn").Process(target=_killed, args=(folder, point))
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL


posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL and no flock")


@posix
@pytest.mark.parametrize("point", POINTS)
def test_the_next_writer_removes_what_a_killed_one_left(tmp_path: Path, point: str) -> None:
    save_atomic(tmp_path / "汇总.xlsx", b"old")
    _dead(tmp_path, point)
    there = (tmp_path / "汇总.xlsx").read_bytes()
    assert there == (b"new" * 100_000 if point == "in place" else b"old")
    assert len(list(tmp_path.iterdir())) == (1 if point == "in place" else 2)
    save_atomic(tmp_path / "别的.xlsx", b"other")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["别的.xlsx", "汇总.xlsx"]


@posix
def test_what_another_writer_is_writing_stays(tmp_path: Path) -> None:
    with saved(tmp_path / "合订本.xlsx") as file:
        file.write(b"first half")
        save_atomic(tmp_path / "汇总.xlsx", b"whole")
        remove_leftovers(tmp_path, held=True)
        file.write(b", second half")
    assert (tmp_path / "合订本.xlsx").read_bytes() == b"first half, second half"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["合订本.xlsx", "汇总.xlsx"]


@posix
def test_a_file_removed_before_it_was_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, times = saving.fcntl.flock, []

    def late(file: int, how: int) -> None:
        times.append(how)
        if len(times) == 1:
            remove_leftovers(tmp_path)
        real(file, how)

    monkeypatch.setattr(saving.fcntl, "flock", late)
    save_atomic(tmp_path / "汇总.xlsx", b"whole")
    assert len(times) > 1
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"whole"]


@posix
def test_a_share_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(saving.fcntl, "flock", unsupported)
    (tmp_path / ".perfxl-0123.tmp").write_bytes(b"whose?")
    save_atomic(tmp_path / "汇总.xlsx", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".perfxl-0123.tmp", "汇总.xlsx"]


def test_only_the_run_that_holds_the_folder_removes_what_runs_left(tmp_path: Path) -> None:
    (tmp_path / ".perfxl-run-0123.tmp").write_bytes(b"half")
    save_atomic(tmp_path / "汇总.xlsx", b"whole")
    assert len(list(tmp_path.iterdir())) == 2
    remove_leftovers(tmp_path, held=True)
    assert [path.name for path in tmp_path.iterdir()] == ["汇总.xlsx"]


def test_a_folder_that_cannot_be_listed_is_written_into_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stale(*_: object) -> None:
        raise OSError(116, "Stale file handle")

    monkeypatch.setattr("os.scandir", stale)
    save_atomic(tmp_path / "汇总.xlsx", b"whole")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["汇总.xlsx"]


def test_on_windows_a_file_is_abandoned_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    spec = importlib.util.spec_from_file_location("saving_on_windows", saving.__file__)
    assert spec
    assert spec.loader
    there = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(there)
    fresh, old = tmp_path / ".perfxl-01.tmp", tmp_path / ".perfxl-02.tmp"
    for path in (fresh, old):
        path.write_bytes(b"half")
    two_hours_ago = fresh.stat().st_mtime - 7200
    os.utime(old, (two_hours_ago, two_hours_ago))
    there.save_atomic(tmp_path / "汇总.xlsx", b"whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == [fresh.name, "汇总.xlsx"]


@pytest.mark.parametrize("links", [True, False], ids=["", "without links"])
def test_of_two_that_write_a_fresh_file_one_fails(tmp_path, monkeypatch, links):
    if not links:

        def refused(*_: object) -> None:
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", refused, raising=False)
    path = tmp_path / "汇总.xlsx"
    late = saved(path, fresh=True)
    late.__enter__().write(b"late")
    save_atomic(path, b"first", fresh=True)
    with pytest.raises(OutputError, match="另一个程序写好了同名文件，没有覆盖"):
        late.__exit__(None, None, None)
    assert path.read_bytes() == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["汇总.xlsx"]
    save_atomic(path, b"forced")
    assert path.read_bytes() == b"forced"
