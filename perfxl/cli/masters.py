"""``perfxl new``, ``collect`` and ``rollover``: the commands that write a master workbook."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perfxl.cli.help_page import ChineseCommand
from perfxl.cli.options import CELLS, FORCE, JOBS, JSON, PATH, PATHS, refuse
from perfxl.cli.screen import echo, echo_json, progress

_NEW_EXAMPLES = (
    ("perfxl new 总表.xlsx", "二十个项目以内"),
    ("perfxl new 总表.xlsx --projects 200 --indicators 3000", "项目多的"),
)
_COLLECT_EXAMPLES = (
    ("perfxl collect 收来的表 --out 总表.xlsx", "文件夹里的全部表"),
    ("perfxl collect 甲单位.docx 乙单位.xls --out 总表.xlsx", "几个文件"),
)
_ROLLOVER_EXAMPLES = (
    ("perfxl rollover 2020.xlsx --out 2021.xlsx", "评分办法照旧"),
    ("perfxl rollover 2020.xlsx --out 2021.xlsx --rulebook mof-2021", "换一种办法"),
)


@click.command(cls=ChineseCommand, examples=_NEW_EXAMPLES)
@click.argument("file", type=PATH, metavar="文件")
@click.option(
    "--projects",
    type=click.IntRange(0, 10_000),
    default=20,
    metavar="行数",
    show_default=True,
    help="预备几行项目",
)
@click.option(
    "--indicators",
    type=click.IntRange(0, 100_000),
    default=300,
    metavar="行数",
    show_default=True,
    help="预备几行指标",
)
@click.option(
    "--rulebook",
    default="mof-2020",
    metavar="办法",
    show_default=True,
    help="评分办法的代号、文件夹或文件",
)
@CELLS
@FORCE
def new(
    file: Path, projects: int, indicators: int, rulebook: str, cells: str, *, force: bool
) -> None:
    """新建一份空的总表（.xlsx）。"""
    from perfxl.forms.output_file import refuse_output

    refuse_output(file, "总表", force=force)
    from perfxl.forms.master_book import Spare, write_master
    from perfxl.forms.score_cells import Cells

    spare = Spare(projects=projects, indicators=indicators)
    write_master((), file, rulebook=rulebook, cells=Cells(cells), spare=spare, force=force)
    echo(f"已新建总表：{file}")


@click.command(cls=ChineseCommand, examples=_COLLECT_EXAMPLES)
@PATHS
@click.option(
    "--out", "master", type=PATH, required=True, metavar="文件", help="写成哪一份总表（.xlsx）"
)
@click.option(
    "--rulebook",
    metavar="办法",
    help="评分办法的代号、文件夹或文件；不写就用自评表里写明的，没有写明的用 mof-2020",
)
@JOBS
@CELLS
@FORCE
@JSON
def collect(
    paths: tuple[Path, ...],
    master: Path,
    rulebook: str | None,
    jobs: int,
    cells: str,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """把收来的自评表汇成一份总表。

    同一项目交了不止一份的：没有任何不同的只写入一份，有不同的都写入；都逐条列出。
    最后说明有多少份表有检查问题，逐条查看用 perfxl check。
    """
    from perfxl.forms.files import find_files
    from perfxl.forms.output_file import refuse_input, refuse_output
    from perfxl.forms.sources import checked_forms, read_sources

    refuse_output(master, "总表", force=force)
    refuse_input(master, paths, master=True)
    number = sum(1 for _ in find_files(paths, without=master))
    read = read_sources(paths, rulebook=rulebook, processes=jobs, without=master)
    sources = tuple(progress(read, number, "读取", hidden=as_json))
    from perfxl.forms.repeated import collected

    gathered = collected(sources)
    if not gathered.evaluations:
        refuse([source.problem for source in sources], paths)
    # How a master is written is half of all modules: what is refused does without.
    from perfxl.forms.master_book import write_master
    from perfxl.forms.rulebooks import DEFAULT
    from perfxl.forms.score_cells import Cells
    from perfxl.summaries import collecting as summary

    named = {reading.rulebook for source in sources for reading in source.readings}
    agreed = named.pop() if len(named) == 1 else None
    rules = rulebook or agreed or DEFAULT
    cell_kind = Cells(cells)
    write_master(gathered.evaluations, master, rulebook=rules, cells=cell_kind, force=force)
    found = [each for source in sources for each in checked_forms(source, rulebook=rulebook)]
    show = summary.collect_json if as_json else summary.collect_text
    say = echo_json if as_json else echo
    say(show(sources, gathered, master, summary.Checks(found, paths)))
    doubtful = gathered.repeated or summary.renamed_in(gathered)
    if doubtful or any(map(summary.needs_attention, sources)):
        sys.exit(1)


@click.command(cls=ChineseCommand, examples=_ROLLOVER_EXAMPLES)
@click.argument("master", type=PATH, metavar="总表")
@click.option(
    "--out", "path", type=PATH, required=True, metavar="文件", help="写成哪一份新总表（.xlsx）"
)
@click.option("--rulebook", metavar="办法", help="新总表的评分办法；不写就沿用原总表的")
@CELLS
@FORCE
@JSON
def rollover(
    master: Path, path: Path, rulebook: str | None, cells: str, *, force: bool, as_json: bool
) -> None:
    """由总表新建下一年度的总表：目标照抄，结果和金额清空，时限后移一年。

    名称和预期目标里的年份不改，逐条列出，由人决定。
    """
    from perfxl.forms.next_master import write_next_master
    from perfxl.forms.score_cells import Cells
    from perfxl.summaries import rolling_over as summary
    from perfxl.summaries.findings import is_serious

    made = write_next_master(master, path, rulebook=rulebook, cells=Cells(cells), force=force)
    show = summary.rollover_json if as_json else summary.rollover_text
    say = echo_json if as_json else echo
    say(show(made, path))
    if any(map(is_serious, (*made.findings, *made.wrong_cells))):
        sys.exit(1)
