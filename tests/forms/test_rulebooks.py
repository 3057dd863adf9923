"""Finding rulebooks by name and by path."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from perfxl.errors import RulebookError
from perfxl.forms import rulebooks
from perfxl.forms.rulebooks import (
    DEFAULT,
    load_rulebook,
    rulebook_names,
    rulebook_titled,
    templates_folder,
)

LOCAL = 'base = "{base}"\nid = "{id}"\ntitle = "本地"\nreference = "本地通知"\n'
ONE_DIGIT = '[rounding]\ndigits = 1\nreference = "本地通知第二条"\n'


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).mkdir()
    file = folder / name / "rulebook.toml"
    file.write_text(text, encoding="utf-8")
    return file


def complaint(source: str | Path) -> str:
    with pytest.raises(RulebookError) as caught:
        load_rulebook(source)
    return str(caught.value)


def test_default_is_the_regulation_of_2020():
    assert load_rulebook().id == DEFAULT == "mof-2020"


def test_names_are_the_folders_with_a_rulebook():
    assert {"mof-2020", "mof-2021", "hubei-2020", "guangxi", "budget-module"} <= set(
        rulebook_names()
    )


def test_by_path_of_file_and_of_folder(tmp_path):
    file = write(tmp_path, "我县", LOCAL.format(base="mof-2020", id="我县") + ONE_DIGIT)
    assert load_rulebook(file).digits == 1
    assert load_rulebook(str(file.parent)).digits == 1


def test_a_folder_that_is_not_there_may_be_a_shipped_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_rulebook(Path("guangxi")).id == "guangxi"
    write(tmp_path, "guangxi", LOCAL.format(base="mof-2020", id="我县"))
    assert load_rulebook(Path("guangxi")).id == "我县"


def test_a_shipped_rulebook_is_read_once():
    assert load_rulebook("hubei-2020") is load_rulebook("hubei-2020")


@pytest.mark.parametrize("name", rulebook_names())
def test_forms_name_a_shipped_rulebook_by_its_title(name):
    assert rulebook_titled(load_rulebook(name).title) == name


def test_a_title_of_no_shipped_rulebook():
    assert rulebook_titled("我县的办法") is None


def test_base_beside_the_rulebook_comes_before_a_shipped_one(tmp_path):
    own = (templates_folder() / "mof-2020" / "rulebook.toml").read_text(encoding="utf-8")
    write(tmp_path, "mof-2020", own.replace("late = 0.7", "late = 0.6"))
    file = write(tmp_path, "我县", LOCAL.format(base="mof-2020", id="我县"))
    assert load_rulebook(file).late_ratio == Decimal("0.6")


def test_byte_order_mark_of_notepad_is_no_fault(tmp_path):
    file = tmp_path / "rulebook.toml"
    file.write_text(LOCAL.format(base="mof-2021", id="a"), encoding="utf-8-sig")
    assert load_rulebook(file).weights[0].weight == 20


def test_unknown_name_suggests_and_lists():
    found = complaint("mof-2022")
    assert "没有名为 mof-2022 的评分办法。是否应为 mof-202" in found
    assert "budget-module、guangxi" in found


def test_unknown_base_names_the_deriving_file(tmp_path):
    file = write(tmp_path, "我县", LOCAL.format(base="hubei", id="我县"))
    found = complaint(file)
    assert found.startswith(f"{file}：没有名为 hubei 的评分办法。是否应为 hubei-2020？")


def test_fault_names_the_file(tmp_path):
    file = write(tmp_path, "我县", LOCAL.format(base="mof-2020", id="我县") + "[round]\n")
    assert complaint(file).startswith(f"{file}：评分办法有误：不认识 round，是否应为 rounding？")


def test_severity_of_a_code_that_does_not_exist(tmp_path):
    body = '[severities.Z99]\nseverity = "不报"\nreason = "不要求"\nreference = "甲"\n'
    file = write(tmp_path, "我县", LOCAL.format(base="mof-2020", id="我县") + body)
    assert "不认识 severities.Z99" in complaint(file)


def test_bases_in_a_circle(tmp_path):
    first = write(tmp_path, "甲", LOCAL.format(base="乙", id="甲"))
    write(tmp_path, "乙", LOCAL.format(base="甲", id="乙"))
    assert "base 互相引用：甲 → 乙 → 甲" in complaint(first)


def test_wrong_encoding(tmp_path):
    file = tmp_path / "rulebook.toml"
    file.write_bytes('id = "我县"'.encode("gbk"))
    assert "不是 UTF-8 编码，请用记事本另存为 UTF-8" in complaint(file)


def test_templates_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(rulebooks, "__file__", str(tmp_path / "perfxl" / "forms" / "rulebooks.py"))
    assert "请重新安装 perfxl" in complaint("我县")  # no name that was read before


def test_installed_package_carries_its_templates(monkeypatch, tmp_path):
    folder = tmp_path / "perfxl" / "templates"
    folder.mkdir(parents=True)
    monkeypatch.setattr(rulebooks, "__file__", str(tmp_path / "perfxl" / "forms" / "rulebooks.py"))
    assert templates_folder() == folder
