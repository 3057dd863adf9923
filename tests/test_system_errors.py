"""What the operating system says, as a person needs it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from perfxl.errors import OutputError
from perfxl.sheet.file import read_bytes
from perfxl.sheet.saving import save_atomic
from perfxl.system_errors import cause_of, reason_of

LONG = "D:\\" + "绩效评价材料" * 43 + "\\表.xlsx"
SHORT = "D:\\没有\\表.xlsx"


@pytest.mark.parametrize(
    ("platform", "path", "cause"),
    [
        ("win32", LONG, "路径或文件名过长"),
        ("win32", SHORT, "文件或文件夹不存在"),
        ("linux", LONG, "文件或文件夹不存在"),
    ],
)
def test_a_path_that_windows_does_not_take(
    platform: str, path: str, cause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = FileNotFoundError(errno.ENOENT, "The system cannot find the path specified", path)
    monkeypatch.setattr("sys.platform", platform)
    assert cause_of(error) == cause
    assert ("请缩短" in reason_of(error)) is (cause == "路径或文件名过长")


def test_a_new_folder_that_windows_does_not_take() -> None:
    """It may have 247 characters, twelve less than a file."""
    error = FileNotFoundError(errno.ENOENT, "The filename or extension is too long", "D:\\自评表")
    error.winerror = 206  # type: ignore[attr-defined,unused-ignore]
    assert reason_of(error).startswith("路径或文件名过长，请缩短")


def test_the_target_fits_but_the_file_beside_it_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Renaming is what fails then: it names both."""
    folder = tmp_path / ("长" * 60) / ("长" * 60) / ("长" * 60) / ("长" * 60)
    folder.mkdir(parents=True)

    def not_found(source: object, target: object) -> None:
        raise FileNotFoundError(errno.ENOENT, "not found", str(source), None, str(target))

    monkeypatch.setattr("os.replace", not_found)
    monkeypatch.setattr("perfxl.system_errors.sys.platform", "win32")
    with pytest.raises(OutputError, match="过长，请缩短文件名"):
        save_atomic(folder / "表.xlsx", b"new")


def test_a_folder_that_is_missing() -> None:
    error = FileNotFoundError(errno.ENOENT, "not found", SHORT, None, SHORT)
    assert reason_of(error) == "文件夹不存在，请先建立"


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no such device")
def test_a_device_is_said_to_be_one() -> None:
    with pytest.raises(OSError, match="不是普通文件") as caught:
        read_bytes(Path("/dev/null"), most=1)
    assert cause_of(caught.value) == "不是普通文件，而是设备或管道"


def test_a_limit_of_the_system_is_told_in_chinese() -> None:
    assert "大小" in cause_of(OSError(errno.EFBIG, "File too large", "表.xlsx"))
