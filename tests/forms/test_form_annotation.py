"""Annotated copies of forms, as the check writes them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from perfxl.errors import OutputError
from perfxl.forms.annotation import Copy, annotate
from perfxl.forms.sources import checked_together
from tests.forms.sample_forms import sheet_rows, write_form, write_web_page

SEED = Path(__file__).parents[1] / "corpus" / "self_evaluation_forms_2020.txt"


def copies(folder: Path, *paths: Path, force: bool = False) -> list[Copy]:
    return list(annotate(checked_together(paths), folder, paths=paths, force=force))


def comments(path: Path, sheet: str = "自评表") -> dict[str, str]:
    cells = (cell for row in load_workbook(path)[sheet].iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def test_the_cells_of_findings_are_coloured_and_commented(tmp_path):
    form = write_form(tmp_path / "收" / "a.xlsx", executed=70)
    (made,) = copies(tmp_path / "批注", tmp_path / "收")
    assert made == Copy(form, tmp_path / "批注" / "a.xlsx")
    found = comments(made.path)
    assert found["F6"] == (
        "【错误 F07】全年执行数超过全年预算数（年度资金总额.全年执行数）\n"
        "现为：70，预算数为60\n应为：不超过60\n"
        "处理：核对全年预算数是否为调整后的预算，或更正执行数\n[perfxl]"
    )
    sheet = load_workbook(made.path)["自评表"]
    assert sheet["F6"].fill.fgColor.rgb == "FFFFC7CE"  # error
    assert sheet["H6"].fill.fgColor.rgb == "FFFFEB9C"  # warning
    assert sheet["H16"].fill.fgColor.rgb == "FFDDEBF7"  # note
    assert sheet["F6"].value == 70
    assert load_workbook(form)["自评表"]["F6"].comment is None


def test_the_worst_finding_of_a_cell_gives_its_colour(tmp_path):
    # of one name and without a unit, so that nobody can say whether they are one project
    write_form(tmp_path / "收" / "a.xlsx", unit=None)
    write_form(tmp_path / "收" / "b.xlsx", unit=None, executed=1)
    write_form(tmp_path / "收" / "c.xlsx", unit="一中")
    made = copies(tmp_path / "批注", tmp_path / "收")
    found = comments(made[0].path)
    assert "【警告 X02】" in found["C3"]
    assert load_workbook(made[0].path)["自评表"]["C3"].fill.fgColor.rgb == "FFFFEB9C"


def test_a_finding_of_the_whole_form_stands_at_its_first_cell(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx", rows=())
    (made,) = copies(tmp_path / "批注", tmp_path / "收")
    found = comments(made.path)
    assert any("没有绩效指标" in text for text in found.values())


def test_every_finding_is_in_a_comment(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx", None, unit=None, goal="", budget="六十", executed=None)
    results = checked_together([tmp_path / "收"])
    (made,) = annotate(results, tmp_path / "批注", paths=[tmp_path / "收"])
    texts = "\n".join(comments(made.path).values())
    found = [finding for each in results for finding in each.findings]
    assert len(found) > 5
    assert texts.count("【") == len(found)
    assert all(f"{finding.code}】{finding.kind.title}" in texts for finding in found)


def test_copies_lie_as_the_files_do(tmp_path):
    write_form(tmp_path / "收" / "一中" / "a.xlsx", executed=70)
    write_form(tmp_path / "收" / "二中" / "a.xlsx", executed=70)
    single = write_form(tmp_path / "单独" / "b.xlsx", executed=70)
    made = copies(tmp_path / "批注", tmp_path / "收", single)
    assert sorted(str(each.path.relative_to(tmp_path / "批注")) for each in made) == [
        "b.xlsx",
        str(Path("一中") / "a.xlsx"),
        str(Path("二中") / "a.xlsx"),
    ]


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path):
    files = [write_form(tmp_path / unit / "a.xlsx", executed=70) for unit in ("一中", "二中")]
    first, second = copies(tmp_path / "批注", *files)
    assert first.path is not None
    assert second.path is None
    assert "同名" in second.problem


def test_a_copy_that_is_there_is_overwritten_only_when_asked(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx", executed=70)
    folder = tmp_path / "批注"
    folder.mkdir()
    (folder / "a.xlsx").write_text("我的文件", encoding="utf-8")
    (made,) = copies(folder, tmp_path / "收")
    assert made.path is None
    assert "已经存在，没有覆盖" in made.problem
    assert (folder / "a.xlsx").read_text(encoding="utf-8") == "我的文件"
    (made,) = copies(folder, tmp_path / "收", force=True)
    assert comments(made.path)


@pytest.mark.parametrize("inside", ["收", "收/批注", "收/子/批注"])
def test_the_copies_never_lie_among_the_forms(tmp_path, inside):
    write_form(tmp_path / "收" / "a.xlsx", executed=70)
    with pytest.raises(OutputError, match="不能放在被检查的文件夹里"):
        copies(tmp_path / inside, tmp_path / "收", force=True)


def test_a_single_file_is_never_overwritten_by_its_copy(tmp_path):
    form = write_form(tmp_path / "收" / "a.xlsx", executed=70)
    before = form.read_bytes()
    with pytest.raises(OutputError, match="不能放在被检查的文件夹里"):
        copies(tmp_path / "收", form, force=True)
    # the folder above, where another checked file has the same name
    other = write_form(tmp_path / "a.xlsx", executed=70)
    with pytest.raises(OutputError):
        copies(tmp_path, tmp_path / "收", other, force=True)
    assert form.read_bytes() == before


def test_an_original_is_never_overwritten(tmp_path):
    write_form(tmp_path / "收" / "子" / "a.xlsx", executed=70)
    original = write_form(tmp_path / "收2" / "子" / "a.xlsx", executed=70)
    before = original.read_bytes()
    link = tmp_path / "链接"
    link.symlink_to(tmp_path / "收2", target_is_directory=True)
    results = checked_together([tmp_path / "收", original])
    (first, *_) = annotate(results, tmp_path / "收2", paths=[tmp_path / "收"], force=True)
    assert first.path is None
    assert "是被检查的原表" in first.problem
    assert original.read_bytes() == before


def test_only_workbooks_of_the_new_kind_have_copies(tmp_path):
    (made,) = copies(tmp_path / "批注", SEED)
    assert (made.path, made.problem) == (None, "不是 .xlsx 文件，没有批注副本，有问题的见清单")


def test_a_form_without_findings_is_copied_as_it_is(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx", executed=70)
    clean = write_form(tmp_path / "收" / "b.xlsx")
    results = checked_together([tmp_path / "收"])
    results = tuple(it._replace(findings=()) if it.path == clean else it for it in results)
    made = list(annotate(results, tmp_path / "批注", paths=[tmp_path / "收"]))
    assert [(each.path.name, each.problem) for each in made] == [("a.xlsx", ""), ("b.xlsx", "")]
    assert made[1].path.read_bytes() == clean.read_bytes()


def test_a_file_that_is_no_form_has_no_copy(tmp_path):
    (tmp_path / "收").mkdir()
    (tmp_path / "收" / "空.xlsx").write_bytes(b"")
    assert copies(tmp_path / "批注", tmp_path / "收") == []
    assert not (tmp_path / "批注").exists()


def test_a_web_page_named_xlsx_is_named_and_the_others_are_written(tmp_path):
    write_web_page(tmp_path / "收" / "a.xlsx", sheet_rows(executed=70))
    write_form(tmp_path / "收" / "b.xlsx", executed=70)
    made = copies(tmp_path / "批注", tmp_path / "收")
    assert [each.path and each.path.name for each in made] == [None, "b.xlsx"]
    assert "不是有效的 .xlsx 工作簿" in made[0].problem


def test_comments_of_the_unit_stay(tmp_path):
    form = write_form(tmp_path / "收" / "a.xlsx", executed=70)
    book = load_workbook(form)
    book["自评表"]["F6"].comment = Comment("请领导审核", "经办人")
    book["自评表"]["A2"].comment = Comment("年度", "经办人")
    book.save(form)
    (made,) = copies(tmp_path / "批注", tmp_path / "收")
    found = comments(made.path)
    assert found["A2"] == "年度"
    assert found["F6"].startswith("请领导审核\n\n【错误 F07】")


def test_the_folder_of_the_copies_is_a_file(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx", executed=70)
    (tmp_path / "批注").write_text("x", encoding="utf-8")
    (made,) = copies(tmp_path / "批注", tmp_path / "收")
    assert made.path is None
    assert "不能建立" in made.problem


def test_other_parts_are_copied_byte_by_byte(tmp_path):
    form = write_form(tmp_path / "收" / "a.xlsx", executed=70)
    (made,) = copies(tmp_path / "批注", tmp_path / "收")
    with zipfile.ZipFile(form) as before, zipfile.ZipFile(made.path) as after:
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}
