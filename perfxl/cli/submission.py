"""``perfxl submit``: working files become submission files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from perfxl.cli.help_page import ChineseCommand
from perfxl.cli.options import JSON, PATH, PATHS, RULEBOOK
from perfxl.cli.screen import echo, echo_json
from perfxl.errors import InputError

_SUBMIT_EXAMPLES = (
    ("perfxl submit 自评表 --out 报送", "去掉加载项函数、标色和批注"),
    ("perfxl submit 自评表 --out 报送 --cells values", "不留公式，只有数值"),
)


@click.command(cls=ChineseCommand, examples=_SUBMIT_EXAMPLES)
@PATHS
@click.option(
    "--out",
    "folder",
    type=PATH,
    required=True,
    metavar="文件夹",
    help="放报送文件的文件夹，没有就新建",
)
@click.option(
    "--cells",
    type=click.Choice(["native", "values"]),
    default="native",
    metavar="种类",
    show_default=True,
    help="得分单元格：native 保留原生公式；values 只有数值",
)
@RULEBOOK
@click.option("--force", is_flag=True, help="覆盖已有的、内容不同的报送文件")
@JSON
def submit(
    paths: tuple[Path, ...],
    folder: Path,
    cells: str,
    rulebook: str | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """把工作稿做成报送文件，放进另一个文件夹，工作稿不动。

    去掉加载项函数（得分改用原生公式，数不变）、宏、外部链接，以及检查留下的颜色、批注和
    “检查结果”页；人写的批注、颜色、文字和版式都保留。
    """
    from perfxl.forms.files import find_files
    from perfxl.forms.submission import Wish, refuse_inside
    from perfxl.forms.submission import submit as write
    from perfxl.summaries import submitting

    refuse_inside(folder, paths)
    files = tuple(find_files(paths))
    if not files:
        raise InputError("里面没有可以报送的文件", file="、".join(map(str, paths)))
    wish = Wish(folder, values=cells == "values", rulebook=rulebook, force=force)
    with click.progressbar(
        write(files, wish, paths=paths, fills_of=_fills_of),
        length=len(files),
        label="报送",
        file=sys.stderr,
        hidden=as_json,
    ) as bar:
        done = tuple(bar)
    if as_json:
        echo_json(submitting.submit_json(done, folder))
    else:
        echo(submitting.submit_text(done, folder, paths))
    if all(each.path is None for each in done):
        sys.exit(2)
    doubtful = any(each.path is None or submitting.has_findings(each) for each in done)
    if doubtful or submitting.doubles_in(done):
        sys.exit(1)


def _fills_of(file: Path) -> Callable[[str], Mapping[str, str]]:
    """What the add-in of this computer remembers of a file."""
    place = file.resolve()

    def of_sheet(name: str) -> Mapping[str, str]:
        from perfxl.addin.journal import remembered  # a file that can be read has sheets

        return remembered(str(place.parent), place.name)(name)

    return of_sheet
