"""LibreOffice as a converter: what it starts ends with it."""

from __future__ import annotations

import os
import select
from pathlib import Path

import pytest

from perfxl.errors import InputError
from perfxl.forms.grids import office


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")
def test_a_conversion_without_end_is_stopped_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = tmp_path / "held"  # by what the script started, as long as it runs
    os.mkfifo(held)
    reading = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    script = tmp_path / "soffice"
    script.write_text(f"#!/bin/sh\nsleep 100 > {held} &\nwait\n", encoding="ascii")
    script.chmod(0o755)
    monkeypatch.setattr(office, "find_office", lambda: str(script))
    monkeypatch.setattr(office, "TIMEOUT", 1)
    with pytest.raises(InputError, match=r"坏\.doc.*超过1秒"):
        office.convert(b"x", ending="doc", target="docx", file="坏.doc")
    end = select.poll()
    end.register(reading)
    [(_, event)] = end.poll(20_000)
    assert event & select.POLLHUP
    os.close(reading)
