"""The log is written, is begun anew when large, and never fails its caller."""

from __future__ import annotations

import pytest

from perfxl.addin import log


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "perfxl"


def test_an_error_is_recorded_with_its_traceback(home) -> None:
    try:
        raise ZeroDivisionError("分母为零")
    except ZeroDivisionError as error:
        log.record("PERF_SCORE(1, 0)", error)
    text = (home / "perfxl.log").read_text("utf-8")
    assert "PERF_SCORE(1, 0)" in text
    assert "ZeroDivisionError: 分母为零" in text
    assert "Traceback" in text


def test_a_large_log_is_kept_once_and_begun_anew(home) -> None:
    home.mkdir()
    (home / "perfxl.log").write_text("旧" * 400_000, "utf-8")
    (home / "perfxl.log.1").write_text("更旧", "utf-8")
    log.record("新")
    assert (home / "perfxl.log").read_text("utf-8").endswith("新\n")
    assert (home / "perfxl.log").stat().st_size < 100
    assert (home / "perfxl.log.1").read_text("utf-8").startswith("旧")


def test_a_log_that_cannot_be_written_does_not_matter(home) -> None:
    home.write_text("a file where the folder should be")
    log.record("nothing happens", ValueError("x"))
    assert home.read_text() == "a file where the folder should be"
