"""``perfxl check`` and ``explain``: what is wrong, and where each score comes from."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perfxl.cli.help_page import ChineseCommand
from perfxl.cli.options import FORCE, JOBS, JSON, PATH, PATHS, RULEBOOK, refuse
from perfxl.cli.screen import echo, echo_json
from perfxl.errors import InputError

_CHECK_EXAMPLES = (
    ("perfxl check 自评表", "逐条列出问题"),
    ("perfxl check 自评表 总表.xlsx --report 问题.xlsx", "写成问题清单，链接到单元格"),
    ("perfxl check 收来的表 --annotate 批注", "有问题的单元格着色并加批注"),
)
_EXPLAIN_EXAMPLES = (
    ("perfxl explain 自评表/01_某项目.xlsx", "一份表"),
    ("perfxl explain 总表.xlsx --json > 得分.json", "总表里的全部项目，供程序读取"),
)


@click.command(cls=ChineseCommand, examples=_CHECK_EXAMPLES)
@PATHS
@RULEBOOK
@click.option(
    "--report",
    "book",
    type=PATH,
    metavar="文件",
    help="另写问题清单（.xlsx）：链接、筛选、统计",
)
@click.option(
    "--annotate",
    "copies",
    type=PATH,
    metavar="文件夹",
    help="在这个文件夹里写出 .xlsx 表的副本：有问题的单元格着色并加批注",
)
@JOBS
@FORCE
@JSON
def check(
    paths: tuple[Path, ...],
    rulebook: str | None,
    book: Path | None,
    copies: Path | None,
    jobs: int,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """检查总表、自评表或放着它们的文件夹，逐条列出问题。

    一起检查的表还会互相对照：重复的项目、照抄的目标、与总表不一致的资金。
    """
    from perfxl.forms.files import find_files
    from perfxl.forms.output_file import refuse_input, refuse_output
    from perfxl.forms.sources import checked_together
    from perfxl.summaries import checking as summary

    if book is not None:
        refuse_output(book, "问题清单", force=force)
        refuse_input(book, paths)
    if copies is not None:
        from perfxl.forms.annotation import annotate, refuse_inside

        refuse_inside(copies, paths)
    files = tuple(find_files(paths))
    if not files:
        raise InputError("里面没有可以检查的文件", file="、".join(map(str, paths)))
    with click.progressbar(length=len(files), label="检查", file=sys.stderr, hidden=as_json) as bar:
        results = checked_together(
            paths, rulebook=rulebook, processes=jobs, on_file=lambda: bar.update(1)
        )
    if not results:  # a roll-up, a list of findings
        refuse((), paths)
    if as_json:
        echo_json(summary.check_json(results))
    else:
        echo(summary.check_text(results))
    if book is not None:
        # With the template that it is made from: a third of what a check loads.
        from perfxl.forms.findings_book import write_findings

        write_findings(results, book, rulebook=rulebook or "", force=force)
        echo(f"问题清单：{book}", err=as_json)
    if copies is not None:
        written = tuple(annotate(results, copies, paths=paths, force=force))
        echo(summary.copies_text(written, copies), err=as_json)
    if summary.needs_attention(results):
        sys.exit(1)


@click.command(cls=ChineseCommand, examples=_EXPLAIN_EXAMPLES)
@PATHS
@RULEBOOK
@JSON
def explain(paths: tuple[Path, ...], rulebook: str | None, *, as_json: bool) -> None:
    """说明每个得分怎样得出、依据哪一条。"""
    from perfxl.forms.sources import checked
    from perfxl.summaries import explaining as summary
    from perfxl.summaries.findings import is_serious

    results = tuple(checked(paths, rulebook=rulebook))
    if not results:
        refuse((), paths)
    if as_json:
        echo_json(summary.explain_json(results))
    else:
        echo(summary.explain_text(results))
    unexplained = [result for result in results if result.evaluation is None]
    if any(
        result.problem or result.remark or any(map(is_serious, result.findings))
        for result in unexplained
    ):
        sys.exit(1)
