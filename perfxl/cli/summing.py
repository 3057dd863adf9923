"""``perfxl rollup`` and ``report``: what many forms say together."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perfxl.cli.help_page import ChineseCommand
from perfxl.cli.options import FORCE, JOBS, JSON, PATH, PATHS, RULEBOOK, one_rulebook, refuse
from perfxl.cli.screen import echo, echo_json
from perfxl.errors import InputError

_ROLLUP_EXAMPLES = (
    ("perfxl rollup 总表.xlsx --out 汇总.xlsx", "一份总表"),
    ("perfxl rollup 自评表 --out 汇总.xlsx --jobs 2", "一个文件夹，用两个进程读"),
)
_REPORT_EXAMPLES = (
    ("perfxl report 总表.xlsx --out 报告.docx", "一个单位的全部项目"),
    ("perfxl report 总表.xlsx --out 报告.docx --project 01", "一个项目"),
)


@click.command(cls=ChineseCommand, examples=_ROLLUP_EXAMPLES)
@PATHS
@click.option(
    "--out", "book", type=PATH, required=True, metavar="文件", help="写成哪一份汇总表（.xlsx）"
)
@RULEBOOK
@JOBS
@FORCE
@JSON
def rollup(
    paths: tuple[Path, ...],
    book: Path,
    rulebook: str | None,
    jobs: int,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """把总表、自评表汇总成一份汇总表：排名、单位、指标、资金。

    同一个项目只计一次：自评表和总表里都有的按自评表计，交了不止一份的计第一份，没有计入的逐条列出。
    """
    from perfxl.forms.output_file import refuse_input, refuse_output
    from perfxl.forms.sources import checked_together, counted_forms

    refuse_output(book, "汇总表", force=force)
    refuse_input(book, paths)
    results = checked_together(paths, rulebook=rulebook, processes=jobs)
    counted = counted_forms(results)
    if not counted.forms:
        refuse([result.problem for result in results], paths)
    rules = one_rulebook(results)
    # What is refused does without how a workbook is written.
    from perfxl.forms.rollup_book import left_out_of, write_rollup
    from perfxl.summaries import rolling_up as summary

    left_out = left_out_of(results, counted)
    rolled = write_rollup(counted.forms, book, rulebook=rules, left_out=left_out, force=force)
    if as_json:
        from perfxl.summaries.rollup_document import rollup_json

        echo_json(rollup_json(rolled, results, counted, book=book))
    else:
        echo(summary.rollup_text(results, rolled, counted, paths=paths, book=book))
    if summary.needs_attention(results, counted, counted.forms):
        sys.exit(1)


@click.command("report", cls=ChineseCommand, examples=_REPORT_EXAMPLES)
@PATHS
@click.option(
    "--out", "path", type=PATH, required=True, metavar="文件", help="写成哪一份报告（.docx）"
)
@click.option(
    "--project", metavar="项目", help="只写这一个项目：项目编号或项目名称；不写就写全部项目"
)
@RULEBOOK
@FORCE
@JSON
def write_report(
    paths: tuple[Path, ...],
    path: Path,
    project: str | None,
    rulebook: str | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """由总表、自评表写出一个项目或一个单位的自评报告（Word）。

    报告里的每句话都来自表中的内容；表里没有的，用黄色标出“【待补充：……】”。
    """
    from perfxl.forms.output_file import refuse_input
    from perfxl.forms.sources import checked, counted_forms

    refuse_input(path, paths)
    results = tuple(checked(paths, rulebook=rulebook))
    counted = counted_forms(results)
    forms = counted.forms
    if not forms:
        problems = "；".join(result.problem for result in results if result.problem)
        raise InputError(f"没有可以写报告的自评表。{problems}")
    # What is refused does without how a report is written.
    from perfxl.forms import report_document as document
    from perfxl.summaries import rolling_up as summary

    chosen = (document.choose(forms, project),) if project is not None else forms
    rules = one_rulebook(results)
    made = document.write_report(chosen, path, rulebook=rules, force=force)
    if as_json:
        echo_json(summary.report_json(made, results, counted, path))
    else:
        echo(summary.report_text(made, results, counted, paths=paths, report=path))
    if made.gaps or summary.needs_attention(results, counted, chosen):
        sys.exit(1)
