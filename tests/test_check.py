"""``perfxl check`` as a person and as a program runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from perfxl.cli import main
from tests.forms.sample_forms import ROWS, sheet_rows, write_form, write_web_page

DOCS = Path(__file__).parents[1] / "docs"
SCHEMA = json.loads((DOCS / "check.schema.json").read_text(encoding="utf-8"))
SEED = Path(__file__).parent / "corpus" / "self_evaluation_forms_2020.txt"

# One indicator half done, its reason given; nothing to complain of.
HALF = (
    "产出指标",
    "数量指标",
    "培训次数（次）",
    "2",
    "1",
    20,
    10,
    "第二次培训因疫情推迟，已改在次年三月。",
)


def clean(path: Path, **fields: object) -> Path:
    lines = sheet_rows(rows=(HALF, *ROWS[1:]), **fields)
    lines[6][1:] = ["当年财政拨款", None, 60, 60, 60, "—", "—", "—"]
    lines[-1][-1] = 90
    return write_web_page(path, lines)


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)], catch_exceptions=False)


# --- for people


def test_a_clean_form(tmp_path):
    result = check(clean(tmp_path / "a.html"))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"{tmp_path / 'a.html'}　内容 82 格，全部用上",
        "  教师培训：90 分，优",
        "共 1 个文件、1 份表：错误 0，警告 0，提示 0",
    ]


def test_findings_stand_below_their_form_and_are_counted_by_code(tmp_path):
    write_form(tmp_path / "a.xlsx", executed=70)
    result = check(tmp_path)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:5] == [
        f"{tmp_path / 'a.xlsx'}　内容 81 格，全部用上",
        "  教师培训：100 分，优",
        "  ✗ 错误 F07  ［自评表］F6   年度资金总额.全年执行数  全年执行数超过全年预算数",
        "      现为：70，预算数为60　应为：不超过60",
        "      处理：核对全年预算数是否为调整后的预算，或更正执行数",
    ]
    assert lines[-5:] == [
        "按代码：",
        "  F07     2  全年执行数超过全年预算数",
        "  F11     1  执行率与金额不符",
        "  S14     1  各项全部满分",
        "共 1 个文件、1 份表：错误 2，警告 1，提示 1",
    ]


def test_notes_alone_are_no_reason_to_fail(tmp_path):
    write_form(tmp_path / "a.xlsx")
    result = check(tmp_path)
    assert "提示 S14" in result.stdout
    assert result.exit_code == 0


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_checked(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"")
    clean(tmp_path / "b.html")
    result = check(tmp_path)
    assert result.exit_code == 1
    assert "✗" in result.stdout.splitlines()[1]
    assert "文件是空的" in result.stdout
    assert "教师培训：90 分" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("读不了的文件 1 个")


def test_a_form_of_another_kind_is_mentioned_only(tmp_path):
    lines = sheet_rows()
    lines[0] = ["项目支出绩效目标申报表"]
    write_web_page(tmp_path / "a.html", lines)
    result = check(tmp_path)
    assert "· 教师培训：这是“绩效目标申报表”，不是自评表" in result.stdout
    assert result.exit_code == 0


@pytest.mark.parametrize("name", ["没有.xlsx", "空"])
def test_nothing_to_check_is_no_success(tmp_path, name):
    (tmp_path / "空").mkdir()
    result = check(tmp_path / name)
    assert result.exit_code in (1, 2)
    assert "没有可以检查的文件" in result.stderr or "文件或文件夹不存在" in result.stdout


# --- the workbook and the copies


def test_report_and_copies(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx", executed=70)
    result = check(
        tmp_path / "收", "--report", tmp_path / "问题.xlsx", "--annotate", tmp_path / "批注"
    )
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-2:] == [
        f"问题清单：{tmp_path / '问题.xlsx'}",
        f"批注副本：1 个，在 {tmp_path / '批注'}",
    ]
    assert load_workbook(tmp_path / "问题.xlsx")["问题清单"]["C6"].value == "F07"
    assert load_workbook(tmp_path / "批注" / "a.xlsx")["自评表"]["F6"].comment is not None


def test_files_without_a_copy_are_named(tmp_path):
    result = check(SEED, "--annotate", tmp_path / "批注")
    assert f"{SEED}：不是 .xlsx 文件，没有批注副本，有问题的见清单" in result.stdout
    assert result.stdout.splitlines()[-1] == f"批注副本：0 个，在 {tmp_path / '批注'}"


def test_a_report_that_is_there_is_refused_before_the_work(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx")
    book = tmp_path / "问题.xlsx"
    book.write_text("我的文件", encoding="utf-8")
    result = check(tmp_path / "收", "--report", book)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert (
        result.stderr == f"错误：{book}：文件已经存在，没有覆盖；要覆盖请加 --force，或换一个名称\n"
    )
    assert check(tmp_path / "收", "--report", book, "--force").exit_code == 0
    assert load_workbook(book).sheetnames[0] == "问题清单"


def test_copies_among_the_forms_are_refused_before_the_work(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx")
    result = check(tmp_path / "收", "--annotate", tmp_path / "收" / "批注")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "不能放在被检查的文件夹里" in result.stderr


def test_a_report_into_a_missing_folder_still_prints_the_findings(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx", executed=70)
    result = check(tmp_path / "收", "--report", tmp_path / "没有" / "问题.xlsx")
    assert result.exit_code == 2
    assert "错误 F07" in result.stdout
    assert "文件夹不存在，请先建立" in result.stderr


# --- for programs


def fits(value: Any, schema: dict[str, Any], place: str = "$") -> list[str]:
    """What contradicts a JSON schema, of the keywords that ours uses."""
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], place)
    if value is None and "null" in schema.get("type", ()):
        return []
    known = {"type", "required", "additionalProperties", "properties", "items", "enum", "pattern"}
    assert set(schema) <= known | {"minimum", "$schema", "$defs", "title", "description"}
    wrong = []
    if "enum" in schema and value not in schema["enum"]:
        wrong.append(f"{place}: {value!r} is none of {schema['enum']}")
    kinds = schema.get("type", [])
    names = {str: "string", int: "integer", bool: "boolean", list: "array", dict: "object"}
    name = "null" if value is None else names[type(value)]
    if kinds and name not in ([kinds] if isinstance(kinds, str) else kinds):
        wrong.append(f"{place}: {name} is not {kinds}")
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        wrong.append(f"{place}: {value!r} is not like {schema['pattern']}")
    if isinstance(value, int) and value < schema.get("minimum", value):
        wrong.append(f"{place}: {value} is too small")
    if isinstance(value, dict):
        wrong += [f"{place}: no {key}" for key in schema.get("required", ()) if key not in value]
        for key, item in value.items():
            if key in schema.get("properties", {}):
                wrong += fits(item, schema["properties"][key], f"{place}.{key}")
            elif schema.get("additionalProperties", True) is False:
                wrong.append(f"{place}: unknown {key}")
    if isinstance(value, list):
        for index, item in enumerate(value):
            wrong += fits(item, schema.get("items", {}), f"{place}[{index}]")
    return wrong


def test_the_json_follows_its_schema(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx", executed=70)
    (tmp_path / "收" / "b.xlsx").write_bytes(b"")
    lines = sheet_rows()
    lines[0] = ["项目支出绩效目标申报表"]
    write_web_page(tmp_path / "收" / "c.html", lines)
    (tmp_path / "rulebook.toml").write_text(
        'base = "mof-2020"\nid = "local"\ntitle = "本地办法"\nreference = "本地通知"\n'
        '[severities.F07]\nseverity = "提示"\nreason = "已批复"\nreference = "第3条"\n'
        '[severities.S14]\nseverity = "不报"\nreason = "不抽查"\nreference = "第4条"\n',
        encoding="utf-8",
    )
    result = check(tmp_path / "收", SEED, "--rulebook", tmp_path / "rulebook.toml", "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert fits(document, SCHEMA) == []
    assert document["counts"]["files"] == 4
    assert document["counts"]["forms"] == 18
    assert document["counts"]["unreadable"] == 1
    assert [Path(each["file"]).name for each in document["files"]] == [
        "a.xlsx",
        "b.xlsx",
        "c.html",
        SEED.name,
    ]
    first, second, third, seed = document["files"]
    assert first["forms"][0]["project"] == "教师培训"
    assert first["forms"][0]["findings"][0] == {
        "code": "F07",
        "severity": "note",
        "title": "全年执行数超过全年预算数",
        "file": str(tmp_path / "收" / "a.xlsx"),
        "sheet": "自评表",
        "cell": "F6",
        "field": "年度资金总额.全年执行数",
        "found": "70，预算数为60",
        "expected": "不超过60",
        "fix": "核对全年预算数是否为调整后的预算，或更正执行数",
    }
    assert "文件是空的" in second["problem"]
    assert third["remarks"] == ["教师培训：这是“绩效目标申报表”，不是自评表，没有评分和检查"]
    assert len(seed["forms"]) == 17
    assert seed["forms"][15]["total"] == "98.13"
    assert [each["code"] for each in document["adjustments"]] == ["F07", "S14"]
    assert document["adjustments"][1]["severity"] is None


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda d: d.pop("counts"), "$: no counts"),
        (lambda d: d["counts"].update(error=-1), "$.counts.error: -1 is too small"),
        (lambda d: d["counts"].update(error="1"), "$.counts.error: string is not integer"),
        (lambda d: d["files"][0].update(extra=1), "$.files[0]: unknown extra"),
        (lambda d: d["files"][0]["forms"][0].update(total=90), "string"),
        (
            lambda d: d["files"][0]["forms"][0]["findings"][0].update(severity="bad"),
            "'bad' is none of",
        ),
    ],
)
def test_the_schema_refuses_what_is_wrong(tmp_path, spoil, says):
    write_form(tmp_path / "a.xlsx", executed=70)
    document = json.loads(check(tmp_path, "--json").stdout)
    assert fits(document, SCHEMA) == []
    spoil(document)
    assert says in "\n".join(fits(document, SCHEMA))


def test_every_key_of_the_json_is_documented(tmp_path):
    text = (DOCS / "json.md").read_text(encoding="utf-8")
    keys = {key for part in SCHEMA["$defs"].values() for key in part.get("properties", {})}
    keys |= set(SCHEMA["properties"]) | set(SCHEMA["properties"]["counts"]["properties"])
    assert sorted(key for key in keys if f"`{key}`" not in text) == []


def test_beside_json_everything_else_goes_to_stderr(tmp_path):
    write_form(tmp_path / "收" / "a.xlsx", executed=70)
    result = check(
        tmp_path / "收",
        "--json",
        "--report",
        tmp_path / "问题.xlsx",
        "--annotate",
        tmp_path / "批注",
    )
    json.loads(result.stdout)
    assert "问题清单：" in result.stderr
    assert "批注副本：1 个" in result.stderr
