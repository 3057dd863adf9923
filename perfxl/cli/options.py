"""What several commands share: their options, and how to refuse."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from perfxl.cli.screen import echo
from perfxl.errors import InputError

if TYPE_CHECKING:
    from perfxl.forms.sources import Checked


class Written(click.Path):
    """A path that somebody wrote: "" is a script's variable that was not set.

    Whether it can be read, its reader says: a locked folder does not stop the others.
    """

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """The path."""
        if value == "":
            self.fail("不能是空的。", param, ctx)
        return super().convert(value, param, ctx)


PATH = Written(readable=False, path_type=Path)
PATHS = click.argument("paths", type=PATH, nargs=-1, required=True, metavar="路径…")
JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取")
FORCE = click.option("--force", is_flag=True, help="连已有的、人工改过的文件也覆盖")
CELLS = click.option(
    "--cells",
    type=click.Choice(["native", "udf", "values"]),
    default="native",
    metavar="种类",
    show_default=True,
    help="得分单元格：native 原生公式；udf 加载项函数加原生公式；values 只有数值",
)
RULEBOOK = click.option(
    "--rulebook",
    metavar="办法",
    help="评分办法的代号（如 mof-2020）、文件夹或文件；不写就用总表、自评表里写明的",
)

JOBS = click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    metavar="个数",
    show_default=True,
    help="同时用几个进程读",
)


def one_rulebook(results: Iterable[Checked]) -> str:
    """The rulebook that all forms among ``results`` were scored by."""
    names = sorted({result.rulebook for result in results if result.evaluation is not None})
    if len(names) > 1:
        raise InputError(f"这些表用了不同的评分办法：{'、'.join(names)}；请用 --rulebook 指定一种")
    return names[0]


def refuse(problems: Iterable[str], paths: Iterable[Path]) -> NoReturn:
    """Nothing could be read: say why, write nothing."""
    for problem in filter(None, problems):
        echo(f"✗ {problem}", err=True)
    raise InputError("里面没有读到自评表或总表", file="、".join(map(str, paths)))
