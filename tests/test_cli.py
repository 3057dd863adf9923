"""The command line given wrong input: one Chinese sentence, an exit code, never a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from click.testing import CliRunner, Result

from perfxl.cli import main
from perfxl.errors import OutputError
from perfxl.forms.master import read_master
from perfxl.summaries.columns import columns

if sys.version_info >= (3, 11):
    from tomllib import loads
else:
    from tomli import loads

ROOT = Path(__file__).parent.parent
MASTER = ROOT / "workbooks" / "master_2020.xlsx"

FORM = (
    "项目支出绩效自评表\n项目名称\t平台\n"
    "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    "产出指标\t数量指标\t建设平台\t1个\t1个\t90\t90\n"
)


def run(*arguments: object) -> Result:
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(main, words, prog_name="perfxl")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def text_named_xlsx(folder: Path) -> Path:
    path = folder / "总表.xlsx"
    path.write_text("这不是工作簿", encoding="utf-8")
    return path


def workbook_without_sheets(folder: Path) -> Path:
    path = folder / "总表.xlsx"
    openpyxl.Workbook().save(path)
    return path


def empty_file(folder: Path) -> Path:
    path = folder / "总表.xlsx"
    path.write_bytes(b"")
    return path


def missing_file(folder: Path) -> Path:
    return folder / "没有.xlsx"


NO_MASTERS = [
    (text_named_xlsx, "没有名为“项目”、“指标”的工作表，也不是工作簿。"),
    (workbook_without_sheets, "工作表；工作簿里有：“Sheet”。自评表请先用 perfxl collect"),
    (empty_file, "总表.xlsx"),
    (missing_file, "没有.xlsx"),
]


@pytest.mark.parametrize(
    ("make", "message"), NO_MASTERS, ids=lambda each: getattr(each, "__name__", "")
)
def test_what_is_no_master_is_refused(
    tmp_path: Path, make: Callable[[Path], Path], message: str
) -> None:
    result = run("generate", make(tmp_path), "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert message in result.output
    assert not (tmp_path / "out").exists()


def test_a_roll_up_alone_is_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "一.txt").write_text(FORM, encoding="utf-8")
    run("rollup", tmp_path / "一.txt", "--out", tmp_path / "汇总表.xlsx")
    result = run("check", tmp_path / "汇总表.xlsx")
    assert "里面没有读到自评表或总表" in result.output
    assert result.exit_code == 2


@pytest.mark.parametrize("command", ["explain", "check"])
def test_an_empty_folder_is_refused(tmp_path: Path, command: str) -> None:
    assert run(command, tmp_path).exit_code == 2


@pytest.mark.parametrize("command", ["rollup", "collect"])
def test_nothing_is_written_from_nothing(tmp_path: Path, command: str) -> None:
    out = tmp_path / "out.xlsx"
    result = run(command, tmp_path / "没有", "--out", out)
    assert result.exit_code == 2
    assert "没有读到自评表或总表" in result.output
    assert not out.exists()


def test_new_refuses_other_endings_existing_files_and_absurd_sizes(tmp_path: Path) -> None:
    assert ".xlsx" in run("new", tmp_path / "总表.txt").output
    assert run("new", tmp_path / "a.xlsx", "--projects", 99_999_999).exit_code == 2
    (tmp_path / "b.xlsx").write_bytes(b"mine")
    result = run("new", tmp_path / "b.xlsx")
    assert (result.exit_code, (tmp_path / "b.xlsx").read_bytes()) == (2, b"mine")
    assert "--force" in result.output


def test_wrong_cells_are_named_and_the_others_are_generated(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(MASTER)
    projects, indicators = book["项目"], book["指标"]
    headings = {cell.value: cell.column_letter for cell in projects[4]}
    executed = headings["年度资金总额_全年执行数"]
    projects[f"{executed}5"] = 1e308
    projects[f"{executed}6"] = -1
    projects[f"{executed}7"] = "六十"
    indicators["H5"] = "十五"
    indicators["A6"] = "99"
    book.save(tmp_path / "总表.xlsx")
    result = run("generate", tmp_path / "总表.xlsx", "--out", tmp_path / "out")
    assert result.exit_code == 1
    for place in (f"［项目］{executed}7", "［指标］H5", "［指标］A6"):
        assert place in result.output
    assert "因此没有读入的行 1 行" in result.output
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == 17
    checked = run("check", tmp_path / "总表.xlsx")
    assert "金额为负数" in checked.output


def test_a_read_only_form_is_named_and_left_alone(tmp_path: Path) -> None:
    run("generate", MASTER, "--out", tmp_path)
    [form] = tmp_path.glob("01_*.xlsx")
    form.write_bytes(b"locked")
    form.chmod(0o444)
    result = run("generate", MASTER, "--out", tmp_path, "--force")
    form.chmod(0o644)
    assert result.exit_code == 1
    assert "只读" in result.output
    assert form.read_bytes() == b"locked"


def test_an_unknown_rulebook_lists_those_there_are(tmp_path: Path) -> None:
    result = run("generate", MASTER, "--out", tmp_path / "out", "--rulebook", "mof-2002")
    assert result.exit_code == 2
    assert "mof-2020" in result.output


WRONG_WORDS = [
    ("generat 总表.xlsx", "没有命令 generat；是不是 generate？"),
    ("generate", "缺少“总表”。"),
    ("collect 表", "缺少 --out。"),
    ("collect --out 总表.xlsx", "缺少“路径”。"),
    ("generate 总表.xlsx", "缺少 --out。"),
    ("generate 总表.xlsx --out d --scheduler=", "--scheduler 后面缺少地址"),
    ("generate 总表.xlsx 另一份.xlsx --out 夹", "多出了这些字：另一份.xlsx。"),
    ("generate 总表.xlsx --out", "选项 --out 后面缺少值。"),
    ("generate 总表.xlsx --out 夹 --force=1", "选项 --force 后面不该有值。"),
    ("generate 总表.xlsx --out 夹 --jobs 两个", "--jobs 不能是 两个，应为 1 到 64 的整数。"),
    ("generate 总表.xlsx --out 夹 --jobs 99", "--jobs 不能是 99，应为 1 到 64 的整数。"),
    ("generate 总表.xlsx --out 夹 --cells 图", "--cells 不能是 图，只能是：native、udf、values。"),
    ("generate 总表.xlsx --jbs 3", "没有选项 --jbs；是不是 --jobs"),
]


@pytest.mark.parametrize(("words", "message"), WRONG_WORDS)
def test_wrong_words_are_answered_in_chinese(words: str, message: str) -> None:
    result = run(*words.split())
    assert result.exit_code == 2
    assert message in result.output
    assert not re.search(r"Usage|Error|Try|Missing|Invalid", result.output)


def commands() -> Iterator[tuple[str, ...]]:
    for name, command in main.commands.items():
        yield (name,)
        yield from ((name, sub) for sub in getattr(command, "commands", ()))


# Options and what a person types behind them, names of files, formats and products.
AS_TYPED = (
    r"--?[a-z-]+|[\w.*-]+\.(?:xlsx|docx|xlam|zip|json|toml|org|xls)\b|\.(?:xlsx|docx|xlam|zip)\b"
    r"|perfxl|tcp://\S+|(?:mof|hubei)-\d+|native|udf|values|Excel|Word|Python|JSON|Dask|Windows"
)


@pytest.mark.parametrize("words", [(), *commands()], ids=" ".join)
def test_every_help_page_is_chinese(words: tuple[str, ...]) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    page = result.output
    assert page.startswith("用法：")
    page = re.sub(rf"{AS_TYPED}|{'|'.join(name for path in commands() for name in path)}", "", page)
    assert not re.findall(r"[A-Za-z]+", page)


@pytest.mark.parametrize("width", [60, 78, 98])
@pytest.mark.parametrize("words", [(), *commands()], ids=" ".join)
def test_a_help_page_is_laid_out_in_columns(words: tuple[str, ...], width: int) -> None:
    """Counted as a terminal counts, where a Chinese character takes two columns."""
    page = CliRunner().invoke(main, [*words, "--help"], prog_name="perfxl", terminal_width=width)
    lines = page.output.splitlines()
    # An example stays on its line, to be copied.
    assert max(columns(line) for line in lines if not line.startswith("  perfxl ")) <= width
    beside = [re.match(r" {2}(--[a-z-]+(?: \S+)?  +)\S", line) for line in lines]
    assert len({columns(match[1]) for match in beside if match}) == 1
    assert not any(re.match(r"\s*[，。；：、）”]", line) for line in lines)


def test_templates_are_checked_without_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its component is optional; the workbooks and the rulebook are looked at all the same."""
    folder = tmp_path / "我的模板"
    run("template", "new", folder)
    monkeypatch.setattr("perfxl.cli.templates.find_spec", lambda _: None)
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    result = run("template", "check", folder)
    assert (result.exit_code, "没有检查 report.docx" in result.output) == (0, True)
    (folder / "form.xlsx").write_bytes((folder / "master.xlsx").read_bytes())
    assert run("template", "check", folder).exit_code != 0


@pytest.mark.parametrize("name", ["mof-2020", "hubei-2020"])
def test_templates_are_copied_to_be_changed(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "我的模板"
    assert run("template", "new", folder, "--rulebook", name).exit_code == 0
    assert {path.name for path in folder.iterdir()} == {
        *("form.xlsx", "master.xlsx", "rollup.xlsx", "findings.xlsx", "report.docx"),
        "rulebook.toml",
    }
    assert run("template", "check", folder).exit_code == 0
    out = tmp_path / "自评表"
    made = run("generate", MASTER, "--out", out, "--rulebook", folder)
    assert len(list(out.glob("*.xlsx"))) == 17, made.output
    again = run("template", "new", folder)
    assert again.exit_code == 2
    assert "已有内容" in again.output


def test_collect_does_not_read_what_it_is_about_to_write(tmp_path: Path) -> None:
    out = tmp_path / "自评表"
    run("generate", MASTER, "--out", out, "--cells", "values", "--rulebook", "hubei-2020")
    for _ in range(2):
        made = run("collect", out, "--out", out / "总表.xlsx", "--force")
        assert "读到 17 份表" in made.output
    assert read_master(out / "总表.xlsx").rulebook == "hubei-2020"


def test_json_is_utf_8_on_every_console(tmp_path: Path) -> None:
    """A Chinese Windows console is GBK; what reads JSON expects UTF-8 (RFC 8259)."""
    document = subprocess.run(
        [sys.executable, "-c", "from perfxl.cli import main; main()", "explain", MASTER, "--json"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        check=True,
    ).stdout
    assert len(json.loads(document.decode("utf-8"))) == 17


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are bytes")
@pytest.mark.parametrize("words", [["check"], ["explain"], ["collect", "--out", "总表.xlsx"]])
def test_a_file_name_in_another_code_stands_in_json(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = os.fsdecode("一科.txt".encode("gbk"))
    Path(name).write_text(FORM, encoding="utf-8")
    result = run(*words, name, "--json")
    assert result.exit_code in (0, 1)
    files = json.loads(result.stdout)
    files = files["files"] if isinstance(files, dict) else files
    assert files[0]["file"] == name


@pytest.fixture(scope="module")
def master_of_one(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A new master with one project."""
    path = tmp_path_factory.mktemp("new") / "总表.xlsx"
    run("new", path)
    book = openpyxl.load_workbook(path)
    book["项目"]["A3"], book["项目"]["B3"] = "01", "平台"
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("words", "option", "example"),
    [
        (["new"], None, "总表.xlsx"),
        (["collect", "收"], "--out", "总表.xlsx"),
        (["rollover", str(MASTER)], "--out", "总表.xlsx"),
        (["rollup", "收"], "--out", "汇总表.xlsx"),
        (["check", "收"], "--report", "问题清单.xlsx"),
        (["generate", "总表.xlsx"], "--bundle", "合订本.xlsx"),
        (["report", "收"], "--out", "报告.docx"),
    ],
)
def test_a_result_has_the_suffix_of_its_content(
    words: list[str],
    option: str | None,
    example: str,
    master_of_one: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Excel opens no workbook that is called .xls; --force does not make a folder a file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "总表.xlsx").write_bytes(master_of_one)
    (tmp_path / "收").mkdir()
    (tmp_path / "收" / "一.txt").write_text(FORM, encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    for name in ("结果.xls", "结果"):
        made = run(*words, *([option] if option else []), name)
        assert f"文件名要以 {Path(example).suffix} 结尾" in made.output
        assert made.exit_code == 2
    made = run(*words, *([option] if option else []), "收", "--force")
    assert f"这是文件夹，请写文件的名称，如 {Path('收', example)}" in made.output
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "words",
    [["check", ""], ["collect", "收", "--out", ""], ["generate", MASTER, "--out", ""],
     ["submit", "收", "--out", ""], ["report", MASTER, "--out", "报告.docx", "--project", ""]],
)  # fmt: skip
def test_an_empty_word_is_not_taken_for_here_or_for_all(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*words).exit_code == 2
    assert not list(tmp_path.iterdir())


def test_a_locked_file_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """click's own check said so in English, and nothing was collected."""
    monkeypatch.chdir(tmp_path)
    for name in ("一.txt", "秘密.txt"):
        Path(name).write_text(FORM, encoding="utf-8")
    Path("秘密.txt").chmod(0)
    allowed = os.access
    # The superuser may read everything; what click asks is answered as for others.
    monkeypatch.setattr(
        os, "access", lambda path, *a, **k: "秘密" not in str(path) and allowed(path, *a, **k)
    )
    told = run("collect", "一.txt", "秘密.txt", "--out", "总表.xlsx")
    assert "一.txt" in told.output
    assert Path("总表.xlsx").exists()


@pytest.mark.skipif(sys.version_info < (3, 11), reason="the add-in is not for 3.10")
@pytest.mark.parametrize(
    ("component", "extra"),
    [("xlwings", "addin"), ("docxtpl", "word"), ("distributed", "cluster"), ("dask", "cluster")],
)
def test_a_missing_component_is_named_with_the_command_that_brings_it(
    component: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """perfxl is on no index: ``pip install "perfxl[addin]"`` found nothing."""
    project = loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        re.split("[>;]", requirement)[0].strip()
        for requirement in project["optional-dependencies"][extra]
    }

    def fail(*_: object) -> None:
        raise ModuleNotFoundError(name=component)

    monkeypatch.setattr("perfxl.forms.master.open_master", fail)
    told = run("generate", "总表.xlsx", "--out", "自评表").output.strip()
    command, _, names = told.partition(" -m pip install ")
    assert command.endswith(sys.executable)
    assert set(names.split()) == wanted


def test_without_dask_a_cluster_is_refused_and_no_folder_left(
    tmp_path: Path, master_of_one: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perfxl import batch

    for module in ("dask", "distributed"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, "perfxl.batch.cluster", raising=False)
    monkeypatch.delattr(batch, "cluster", raising=False)
    (tmp_path / "总表.xlsx").write_bytes(master_of_one)
    place = ("--out", tmp_path / "d", "--scheduler", "tcp://127.0.0.1:1")
    result = run("generate", tmp_path / "总表.xlsx", *place)
    assert result.exit_code == 2
    assert "缺少组件 dask。请运行：" in result.output
    assert not (tmp_path / "d").exists()


def test_the_addin_says_which_python_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 3.10 the extra installs nothing: the advice to install it went in a circle."""
    old = SimpleNamespace(version_info=(3, 10, 12), exit=sys.exit)
    monkeypatch.setattr("perfxl.cli.words.sys", old)

    def fail(*_: object) -> None:
        raise ModuleNotFoundError(name="xlwings")

    monkeypatch.setattr("perfxl.forms.master.open_master", fail)
    told = run("generate", "总表.xlsx", "--out", "自评表").output
    assert "Python 3.11 以上" in told
    assert "现在是 3.10" in told
    assert "pip install" not in told


def test_a_copy_of_the_templates_is_whole_or_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The half folder that a full disk left was in the way of the next try."""
    written: list[Path] = []

    def full(path: Path, data: bytes) -> None:
        if len(written) == 2:
            raise OutputError("磁盘已满", file=str(path))
        path.write_bytes(data)
        written.append(path)

    with monkeypatch.context() as disk:
        disk.setattr("perfxl.forms.template_files.save_atomic", full)
        assert "磁盘已满" in run("template", "new", tmp_path / "模板").output
    assert run("template", "new", tmp_path / "模板").exit_code == 0


def test_ctrl_c_while_the_modules_load_is_a_sentence() -> None:
    pressed = """
import sys
class Pressed:
    def find_spec(self, name, *_):
        if name == "perfxl.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed())
from perfxl.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", pressed], capture_output=True, text=True)
    assert (done.returncode, done.stderr.strip().partition("。")[0]) == (2, "已中断")


@pytest.mark.parametrize(
    "name", [name for name, command in main.commands.items() if not hasattr(command, "commands")]
)
def test_every_command_shows_how_it_is_typed(name: str) -> None:
    """Each example is a line that the command itself understands."""
    examples = re.findall(rf"^ +perfxl ({name} .*?)(?:  +.*)?$", run(name, "--help").output, re.M)
    assert examples
    for example in examples:
        words = example.partition(" > ")[0].split()
        main.commands[name].make_context(name, words[1:])


def test_explain_is_no_success_where_it_explains_nothing(tmp_path: Path) -> None:
    master = tmp_path / "总表.xlsx"
    book = openpyxl.load_workbook(MASTER)
    book["指标"]["A5"] = "没有这个项目"
    book.save(master)
    result = run("explain", master)
    assert result.exit_code == 1
    assert "没有这个项目" in result.output


def test_a_master_that_asks_for_an_unknown_rulebook_stops_no_other_file(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(MASTER)
    book["单位与年度"]["B8"] = "没有这种办法"
    book.save(tmp_path / "旧总表.xlsx")
    run("generate", MASTER, "--out", tmp_path / "表", "--cells", "values")
    result = run("collect", tmp_path, "--out", tmp_path / "总表.xlsx")
    assert result.exit_code == 1
    assert "读到 17 份表" in result.output
    assert "没有名为 没有这种办法 的评分办法" in result.output


def test_a_help_page_has_no_blanks_between_chinese_lines() -> None:
    page = CliRunner().invoke(main, ["submit", "--help"], terminal_width=200).output
    assert "颜色、批注和“检查结果”页；人写的批注" in page


def test_explain_says_a_reason_once(tmp_path: Path) -> None:
    output = run("explain", MASTER).output
    assert "实际成本为 0 而指标值为 48万，视为项目未实施，得 0" in output
    assert "注意：成本为0不是节约" not in output
    assert "成本指标越低越好（指标值误写“≥”）" in output
    assert "注意：成本指标的指标值写成" not in output
    [undecided] = [line for line in output.splitlines() if "暂不评分" in line]
    assert "日期不存在或远离评价年度，请更正" in undecided
    assert output.count("日期不存在或远离评价年度，请更正") == 1


def test_explain_names_what_stands_in_the_place_of_a_number(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(MASTER)
    book["项目"]["I5"] = "60万元"
    book["指标"]["H5"] = "20分"
    book["指标"]["L6"] = "满分"
    book.save(tmp_path / "总表.xlsx")
    output = run("explain", tmp_path / "总表.xlsx").output
    assert "全年预算数为“60万元”，应为不带单位的数（按表上的金额单位）" in output
    assert "分值不是数" in output
    assert "分值现为：“20分”　应为：不带单位的数" in output
    assert "核定得分现为：“满分”　应为：不带单位的数" in output
    assert "没有填写" not in output.partition("普通话测试站")[0]


def test_generate_names_the_command_that_lists_the_findings(tmp_path: Path) -> None:
    output = run("generate", MASTER, "--out", tmp_path).output
    assert f"雷同：perfxl check {MASTER}；" in output


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "found"),
    [
        ("指标", "H6", '="十"&"五"', "分值的公式没有结果"),
        ("指标", "G7", "=CMD()", "实际完成值的公式没有结果"),
        ("项目", "J5", "“六十”万", "年度资金总额_全年执行数为“‘六十’万”"),
    ],
)
def test_a_cell_that_cannot_be_read_is_one_finding(
    tmp_path: Path, sheet: str, cell: str, value: str, found: str
) -> None:
    book = openpyxl.load_workbook(MASTER)
    book[sheet][cell] = value
    book.save(tmp_path / "总表.xlsx")
    files = json.loads(run("check", tmp_path / "总表.xlsx", "--json").output)["files"]
    findings = [
        *(each for file in files for each in file["findings"]),
        *(each for file in files for form in file["forms"] for each in form["findings"]),
    ]
    [told] = [each for each in findings if (each["sheet"], each["cell"]) == (sheet, cell)]
    assert told["found"] == found
