"""The command line: options and words only; the work is done elsewhere.

Exit codes are those of ``perfxl --help``, for every command: 1 whenever there is something for a
person to look at, notes (提示) excepted.
Heavy modules are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys

import click

from perfxl import __version__
from perfxl.cli import checking, excel, generation, masters, submission, summing, templates
from perfxl.cli.words import ChineseGroup

_EXAMPLES = (
    ("perfxl new 总表.xlsx", "新建一份空的总表"),
    ("perfxl generate 总表.xlsx --out 自评表", "每个项目生成一份自评表"),
    ("perfxl check 自评表", "检查生成的或收来的表"),
    ("perfxl explain 自评表/01_某项目.xlsx", "说明每个得分怎样得出"),
    ("perfxl submit 工作稿 --out 报送", "工作稿做成可以报送的文件"),
    ("perfxl collect 收来的表 --out 总表.xlsx", "把收来的表汇成一份总表"),
    ("perfxl rollup 收来的表 --out 汇总.xlsx", "排名、单位、指标、资金"),
    ("perfxl report 总表.xlsx --out 报告.docx", "写自评报告"),
    ("perfxl rollover 总表.xlsx --out 下年.xlsx", "新建下一年度的总表"),
)


@click.group(cls=ChineseGroup, examples=_EXAMPLES)
@click.version_option(__version__, message="perfxl %(version)s", help="显示版本")
def main() -> None:
    """项目支出绩效自评表：从一份总表生成、检查、汇总。"""
    # A console with an old code page lacks some characters: show "?" instead of failing.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


for _command in (
    masters.new,
    generation.generate,
    checking.check,
    checking.explain,
    submission.submit,
    masters.collect,
    summing.rollup,
    summing.write_report,
    masters.rollover,
    templates.template,
    excel.addin,
):
    main.add_command(_command)
