"""Many files converted by one start of LibreOffice: the same readings, fewer starts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from perfxl.forms.grids import ahead, office
from perfxl.forms.sources import read_sources
from tests.corpus.notation import FORMS, document

DOC = FORMS / "saved" / "01_official.doc"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a shell script stands for LibreOffice")


@pytest.fixture
def starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for LibreOffice that makes the same .docx of every file and notes its starts.

    It makes nothing of a file whose first letters are 坏, as LibreOffice does.
    """
    made, log = tmp_path / "made.docx", tmp_path / "starts"
    made.write_bytes(document(FORMS / "01_official.form"))
    script = tmp_path / "soffice"
    script.write_text(
        f"""#!/bin/sh
echo start >> {log}
while [ "$1" != --outdir ]; do shift; done
out=$2; shift 2; mkdir -p "$out"
for file in "$@"; do
  grep -q BROKEN "$file" && continue
  name=${{file##*/}}
  cp {made} "$out/${{name%.*}}.docx"
done
""",
        encoding="ascii",
    )
    script.chmod(0o755)
    log.write_text("", encoding="ascii")
    monkeypatch.setattr(office, "find_office", lambda: str(script))
    return log


def folder_of(tmp_path: Path, number: int) -> Path:
    folder = tmp_path / "forms"
    folder.mkdir()
    for at in range(number):
        shutil.copyfile(DOC, folder / f"{at:02}.doc")
    return folder


def test_one_start_for_all(tmp_path: Path, starts: Path) -> None:
    sources = list(read_sources([folder_of(tmp_path, 6)]))
    assert [len(source.readings) for source in sources] == [1] * 6
    assert starts.read_text(encoding="ascii").split() == ["start"]
    places = {s.readings[0].evaluation.place("项目名称").file for s in sources}
    assert places == {str(source.path) for source in sources}  # the file the person knows


def test_a_few_are_converted_one_by_one(tmp_path: Path, starts: Path) -> None:
    number = ahead.FEWEST - 1
    sources = list(read_sources([folder_of(tmp_path, number)]))
    assert [len(source.readings) for source in sources] == [1] * number
    assert starts.read_text(encoding="ascii").split() == ["start"] * number


def test_what_does_not_come_back_is_tried_alone_and_named(tmp_path: Path, starts: Path) -> None:
    folder = folder_of(tmp_path, 5)
    (folder / "02.doc").write_bytes(DOC.read_bytes() + b"BROKEN")
    sources = list(read_sources([folder]))
    assert [len(source.readings) for source in sources] == [1, 1, 0, 1, 1]
    assert "02.doc：LibreOffice无法转换" in sources[2].problem
    assert starts.read_text(encoding="ascii").split() == ["start", "start"]


def test_nothing_is_left_behind(tmp_path: Path, starts: Path) -> None:
    with ahead.converted_ahead(sorted(folder_of(tmp_path, 3).iterdir())) as made:
        results = list(made.values())
        assert len(results) == 3
        assert all(result.is_file() for result in results)
    assert not any(result.exists() for result in results)


def test_without_libreoffice_each_file_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "find_office", lambda: None)
    sources = list(read_sources([folder_of(tmp_path, 4)]))
    assert ["需要安装LibreOffice" in source.problem for source in sources] == [True] * 4
