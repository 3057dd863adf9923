"""Notes of ours inside comments to which persons have added."""

from __future__ import annotations

import pytest

from perfxl.forms.mark_notes import background, closing, note_spans

RIBBON = "perfxl 检查\n错误：得分与评分办法不符，应为：8.13；改正\n[perfxl FFF2CC]"
CHECK = "【错误 F07】执行数超过预算数\n现为：70\n应为：60\n处理：核对\n\n【警告 S02】得分\n现为：9\n[perfxl]"


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        (RIBBON, ""),
        (CHECK, ""),
        (f"财务已核对\n\n{CHECK}", "财务已核对"),
        (f"{RIBBON}\n已改，张三", "\n已改，张三"),
        (f"张三\n\n{CHECK}\n李四\n\n{CHECK}", "张三\n李四"),
        (RIBBON.replace("\n", "\r\n"), ""),
        (RIBBON.replace("\n", "_x000D_\n"), ""),
        ("perfxl 检查\n错误：得分", ""),  # somebody deleted the end
        ("【错误 F07】我自己写的", "【错误 F07】我自己写的"),
        ("请看 [perfxl] 的说明", "请看 [perfxl] 的说明"),
        ("", ""),
    ],
)
def test_what_persons_wrote_is_left(comment: str, left: str) -> None:
    for start, end in reversed(note_spans(comment)):
        comment = comment[:start] + comment[end:]
    assert comment == left


@pytest.mark.parametrize("words", ["", "FFF2CC", "solid theme=4,tint=0.8", "lightUp rgb=FFFF0000"])
def test_a_background_is_read_back(words: str) -> None:
    assert background(f"x\n{closing(words)}\ny") == words


def test_no_mark_says_no_background() -> None:
    assert background("财务已核对") is None


def test_of_two_marks_the_first_knows() -> None:
    assert background(f"{closing('FFF2CC')}\n\n{closing('FFC7CE')}") == "FFF2CC"
