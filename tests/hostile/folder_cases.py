"""Folders and special files: links in circles, devices, names that deceive, forged records."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from tests.hostile import parts
from tests.hostile.archives import package
from tests.hostile.cases import Case

COLLECT = ("collect",)
MANIFEST = ("manifest",)


def _form() -> bytes:
    return package({**parts.XLSX, parts.SHEET: parts.sheet(parts.form_rows())})


def _circle(folder: Path) -> None:
    (folder / "甲" / "乙").mkdir(parents=True)
    (folder / "甲" / "乙" / "丙").symlink_to(folder, target_is_directory=True)
    (folder / "自己.xlsx").symlink_to(folder / "自己.xlsx")
    (folder / "没有.xlsx").symlink_to(folder / "不存在")
    (folder / "甲" / "表.xlsx").write_bytes(_form())


def _out(folder: Path) -> None:
    folder.mkdir()
    (folder / "表.xlsx").symlink_to("/etc/passwd")


def _device(folder: Path) -> None:
    folder.mkdir()
    (folder / "表.xlsx").symlink_to("/dev/zero")
    os.mkfifo(folder / "管道.xlsx")
    (folder / "好.xlsx").write_bytes(_form())


def _names(folder: Path) -> None:
    folder.mkdir()
    for name in (
        "\x1b[2J清屏.xlsx",
        "\u202excod.slx",
        "换\n行.xlsx",
        "=1+1.xlsx",
        "-rf.xlsx",
        "a\x7f\x9b31m.xlsx",
    ):
        (folder / name).write_bytes(b"PK\x03\x04")


def _zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _deep(folder: Path) -> None:
    here = folder
    here.mkdir()
    for _ in range(300):
        here = here / "深"
        if len(os.fsencode(here)) > 3_500:
            break
        here.mkdir()
    (here / "表.xlsx").write_bytes(_form())


def _manifest(*lines: object) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        folder.mkdir()
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        for name in ("perfxl-manifest.jsonl", "perfxl-manifest.x-1.part"):
            (folder / name).write_text(text + "\n", encoding="utf-8")

    return make


def _entry(**fields: object) -> dict[str, object]:
    return {"file": "表.xlsx", "project": "1", "digest": "0", "version": "1"} | fields


CASES = (
    Case("a folder with links in a circle", "循环/", _circle, COLLECT),
    Case("a link to a file of the system", "外链/", _out, COLLECT),
    Case("a device and a pipe in a folder", "设备/", _device, COLLECT),
    Case("names that move the cursor or turn the text", "名称/", _names, COLLECT),
    Case("a folder 300 levels deep", "深层/", _deep, COLLECT),
    Case("a device as a form", "设备.xlsx", _zero, ("form", "master", "template", "report template", "rulebook", "collect")),
    Case("a pipe as a form", "管道.xlsx", _pipe, ("form", "master", "template", "report template", "rulebook", "collect")),
    Case("a manifest with paths that lead out", "清单一/", _manifest(_entry(file="../../../etc/passwd"), _entry(file="/etc/passwd")), MANIFEST),
    Case("a manifest with wrong kinds of values", "清单二/", _manifest(_entry(file=["x"]), _entry(file=1), _entry(), _entry(digest=None), "[1]", "1", "null", '"x"'), MANIFEST),
    Case("a manifest nested 100,000 deep", "清单三/", _manifest("[" * 100_000), MANIFEST),
    Case("a manifest with a device as a file", "清单四/", _manifest(_entry(file="/dev/zero"), _entry(file="/dev/zero", digest="1")), MANIFEST),
)  # fmt: skip
