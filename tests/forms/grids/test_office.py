"""LibreOffice as a converter: what it starts ends with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfxl.errors import InputError
from perfxl.forms.grids import office


def _alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] not in ("Z", "X")


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")
def test_a_conversion_without_end_is_stopped_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = tmp_path / "pid"
    script = tmp_path / "soffice"
    script.write_text(f"#!/bin/sh\nsleep 100 &\necho $! > {pid}\nwait\n", encoding="ascii")
    script.chmod(0o755)
    monkeypatch.setattr(office, "find_office", lambda: str(script))
    monkeypatch.setattr(office, "TIMEOUT", 1)
    with pytest.raises(InputError, match=r"坏\.doc.*超过1秒"):
        office.convert(b"x", ending="doc", target="docx", file="坏.doc")
    assert pid.exists()
    assert not _alive(int(pid.read_text(encoding="ascii")))
