"""The command line: options and words only; the work is done elsewhere.

Exit codes: 0 done and clean, 1 done with findings or with projects that failed, 2 could not run.
Heavy modules are imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import click

from perfxl import __version__
from perfxl.errors import InputError, PerfxlError

_PATH = click.Path(path_type=Path)
_PATHS = click.argument("paths", type=_PATH, nargs=-1, required=True, metavar="PATH...")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON，供程序读取。")
_FORCE = click.option("--force", is_flag=True, help="连已有的、人工改过的文件也覆盖。")
_RULEBOOK = click.option("--rulebook", help="评分办法的代号或文件；不写就用总表里所填的。")
_EXAMPLES = """\b
例：
  perfxl new 总表.xlsx                       新建一份空的总表
  perfxl generate 总表.xlsx --out 自评表      每个项目生成一份自评表
  perfxl check 自评表                        检查生成的或收来的表
  perfxl explain 自评表/01_某项目.xlsx        说明每个得分怎样得出
  perfxl collect 收来的表 --out 总表.xlsx      把收来的表汇成一份总表
  perfxl report 总表.xlsx --out 报告.docx     写自评报告
  perfxl rollover 总表.xlsx --out 下年.xlsx   新建下一年度的总表

\b
退出码：
  0 完成，没有问题
  1 完成，但有问题要看，或有文件没有读成、有项目没有生成
  2 没能运行
"""


# Libraries of optional parts, and the extra that installs them.
_EXTRAS = {"xlwings": "addin", "docx": "word", "docxtpl": "word"}


class _Commands(click.Group):
    """A group whose commands end with a Chinese sentence and a code, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command and turn what a person can cause into a message."""
        try:
            return super().invoke(ctx)
        except PerfxlError as error:
            click.echo(f"错误：{error}", err=True)
            ctx.exit(error.exit_code)
        except ModuleNotFoundError as error:
            extra = _EXTRAS.get(error.name or "")
            if extra is None:
                raise
            click.echo(
                f'错误：缺少组件 {error.name}。请运行：pip install "perfxl[{extra}]"', err=True
            )
            ctx.exit(2)
        except KeyboardInterrupt:
            click.echo("\n已中断。已经写好的文件都是完整的，再运行一次会接着做完。", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, epilog=_EXAMPLES)
@click.version_option(__version__, message="perfxl %(version)s")
def main() -> None:
    """项目支出绩效自评表：从一份总表生成、检查、汇总。"""
    # A console with an old code page lacks some characters: show "?" instead of failing.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@main.command()
@click.argument("file", type=_PATH)
@click.option(
    "--projects",
    type=click.IntRange(0, 10_000),
    default=20,
    show_default=True,
    help="预备几行项目。",
)
@click.option(
    "--indicators",
    type=click.IntRange(0, 100_000),
    default=300,
    show_default=True,
    help="预备几行指标。",
)
@click.option("--rulebook", default="mof-2020", show_default=True, help="评分办法的代号或文件。")
@_FORCE
def new(file: Path, projects: int, indicators: int, rulebook: str, *, force: bool) -> None:
    """新建一份空的总表 FILE（.xlsx）。"""
    from perfxl.forms.master_book import Spare, write_master

    if file.suffix.lower() != ".xlsx":
        raise InputError("总表是 Excel 工作簿，文件名要以 .xlsx 结尾", file=str(file))
    spare = Spare(projects=projects, indicators=indicators)
    write_master((), file, rulebook=rulebook, spare=spare, force=force)
    click.echo(f"已新建总表：{file}")


@main.command()
@click.argument("master", type=_PATH)
@click.option("--out", "folder", type=_PATH, required=True, help="放自评表的文件夹，没有就新建。")
@_RULEBOOK
@click.option(
    "--cells",
    type=click.Choice(["native", "udf", "values"]),
    default="native",
    show_default=True,
    help="得分单元格：native 原生公式；udf 加载项函数加原生公式；values 只有数值。",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="同时用几个进程。"
)
@_FORCE
@click.option("--dry-run", is_flag=True, help="只说明会做什么，不写文件。")
@_JSON
def generate(
    master: Path,
    folder: Path,
    rulebook: str | None,
    cells: str,
    jobs: int,
    *,
    force: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """总表 MASTER 里每个项目生成一份官方格式的自评表。

    再运行一次只写有变化的文件；人工改过的文件不会被覆盖，除非加 --force。
    """
    from perfxl import batch, report
    from perfxl.forms.filler import Cells
    from perfxl.forms.master import read_master

    source = read_master(master)
    options = batch.Options(
        folder=folder,
        rulebook=rulebook or source.rulebook,
        cells=Cells(cells),
        force=force,
        dry_run=dry_run,
    )
    todo = batch.jobs_of(source.evaluations)
    outcomes: list[batch.Outcome] = []
    with click.progressbar(length=len(todo), label="生成", file=sys.stderr, hidden=as_json) as bar:
        for outcome in batch.generate(todo, options, processes=jobs):
            outcomes.append(outcome)
            bar.update(1)
    outcomes.sort(key=lambda outcome: outcome.file)
    if as_json:
        click.echo(report.generate_json(outcomes, source.findings, folder))
    else:
        summary = report.generate_summary(outcomes, source.findings, folder, dry_run=dry_run)
        click.echo(summary)
    attention = any(
        outcome.status in (batch.Status.FAILED, batch.Status.KEPT)
        or any(map(report.is_serious, outcome.findings))
        for outcome in outcomes
    )
    if attention or any(map(report.is_serious, source.findings)):
        sys.exit(1)


@main.command()
@_PATHS
@_RULEBOOK
@click.option("--report", "book", type=_PATH, help="另写问题清单（.xlsx）：链接、筛选、统计。")
@click.option(
    "--annotate",
    "copies",
    type=_PATH,
    help="在这个文件夹里写出 .xlsx 表的副本：有问题的单元格着色并加批注。",
)
@_FORCE
@_JSON
def check(
    paths: tuple[Path, ...],
    rulebook: str | None,
    book: Path | None,
    copies: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """检查总表、自评表或放着它们的文件夹，逐条列出问题。

    一起检查的表还会互相对照：重复的项目、照抄的目标、与总表不一致的资金。
    """
    from perfxl import report
    from perfxl.forms.annotation import annotate, refuse_inside
    from perfxl.forms.findings_book import refuse_to_overwrite, write_findings
    from perfxl.forms.sources import checked_together, find_files

    if book is not None:
        refuse_to_overwrite(book, force=force)
    if copies is not None:
        refuse_inside(copies, paths)
    files = tuple(find_files(paths))
    if not files:
        raise InputError("里面没有可以检查的文件", file="、".join(map(str, paths)))
    with click.progressbar(files, label="检查", file=sys.stderr, hidden=as_json) as bar:
        results = checked_together(bar, rulebook=rulebook)
    click.echo(report.check_json(results) if as_json else report.check_text(results))
    if book is not None:
        write_findings(results, book, rulebook=rulebook or "", force=force)
        click.echo(f"问题清单：{book}", err=as_json)
    if copies is not None:
        written = tuple(annotate(results, copies, paths=paths, force=force))
        click.echo(report.copies_text(written, copies), err=as_json)
    if any(result.problem or any(map(report.is_serious, result.findings)) for result in results):
        sys.exit(1)


@main.command()
@_PATHS
@_RULEBOOK
@_JSON
def explain(paths: tuple[Path, ...], rulebook: str | None, *, as_json: bool) -> None:
    """说明每个得分怎样得出、依据哪一条。"""
    from perfxl import report
    from perfxl.forms.sources import checked

    results = tuple(checked(paths, rulebook=rulebook))
    if not results:
        _refuse((), paths)
    click.echo(report.explain_json(results) if as_json else report.explain_text(results))
    if any(result.problem for result in results):
        sys.exit(1)


@main.command()
@_PATHS
@click.option("--out", "master", type=_PATH, required=True, help="写成哪一份总表（.xlsx）。")
@click.option("--rulebook", default="mof-2020", show_default=True, help="评分办法的代号或文件。")
@_FORCE
def collect(paths: tuple[Path, ...], master: Path, rulebook: str, *, force: bool) -> None:
    """把收来的自评表（文件或文件夹）汇成一份总表。"""
    from perfxl import report
    from perfxl.forms.master_book import write_master
    from perfxl.forms.sources import read_sources

    sources = tuple(read_sources(paths))
    evaluations = [reading.evaluation for source in sources for reading in source.readings]
    if not evaluations:
        _refuse([source.problem for source in sources], paths)
    write_master(evaluations, master, rulebook=rulebook, force=force)
    click.echo(report.collect_text(sources, master))
    if any(source.problem or any(r.unplaced for r in source.readings) for source in sources):
        sys.exit(1)


@main.command()
@_PATHS
@click.option("--out", "book", type=_PATH, required=True, help="写成哪一份汇总表（.xlsx）。")
@_RULEBOOK
@_FORCE
def rollup(paths: tuple[Path, ...], book: Path, rulebook: str | None, *, force: bool) -> None:
    """把总表、自评表（文件或文件夹）汇总成一份汇总表：排名、单位、指标、资金。"""
    from perfxl import report
    from perfxl.forms.rollup_book import write_rollup
    from perfxl.forms.sources import checked, scored_forms

    results = tuple(checked(paths, rulebook=rulebook))
    forms = scored_forms(results)
    if not forms:
        _refuse([result.problem for result in results], paths)
    names = {result.rulebook for result in results if result.evaluation is not None}
    if len(names) > 1:
        listed = "、".join(sorted(names))
        raise click.UsageError(f"这些表用了不同的评分办法：{listed}；请用 --rulebook 指定一种")
    rolled = write_rollup(forms, book, rulebook=names.pop(), force=force)
    click.echo(report.rollup_text(results, rolled, book))
    if any(result.problem for result in results):
        sys.exit(1)


@main.command("report")
@_PATHS
@click.option("--out", "path", type=_PATH, required=True, help="写成哪一份报告（.docx）。")
@click.option("--project", help="只写这一个项目：项目编号或项目名称。不写就写全部项目。")
@_RULEBOOK
@_FORCE
@_JSON
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
    from perfxl import summary
    from perfxl.forms import report_document as document
    from perfxl.forms.rulebooks import DEFAULT
    from perfxl.forms.sources import checked, scored_forms

    results = tuple(checked(paths, rulebook=rulebook))
    forms = scored_forms(results)
    if not forms:
        problems = "；".join(result.problem for result in results if result.problem)
        raise InputError(f"没有可以写报告的自评表。{problems}")
    chosen = (document.choose(forms, project),) if project else forms
    names = sorted({result.rulebook for result in results if result.evaluation is not None})
    if len(names) > 1:
        raise InputError(f"这些表用了不同的评分办法：{'、'.join(names)}；请用 --rulebook 指定一种")
    made = document.write_report(chosen, path, rulebook=names[0] if names else DEFAULT, force=force)
    show = summary.report_json if as_json else summary.report_text
    click.echo(show(made, results, path))
    if made.gaps or any(result.problem for result in results):
        sys.exit(1)


@main.command()
@click.argument("master", type=_PATH)
@click.option("--out", "path", type=_PATH, required=True, help="写成哪一份新总表（.xlsx）。")
@click.option("--rulebook", help="新总表的评分办法；不写就沿用原总表的。")
@_FORCE
@_JSON
def rollover(master: Path, path: Path, rulebook: str | None, *, force: bool, as_json: bool) -> None:
    """由总表 MASTER 新建下一年度的总表：目标照抄，结果和金额清空，时限后移一年。

    名称和预期目标里的年份不改，逐条列出，由人决定。
    """
    from perfxl import summary
    from perfxl.forms.next_master import write_next_master
    from perfxl.report import is_serious

    made = write_next_master(master, path, rulebook=rulebook, force=force)
    show = summary.rollover_json if as_json else summary.rollover_text
    click.echo(show(made, path))
    if any(map(is_serious, (*made.findings, *made.wrong_cells))):
        sys.exit(1)


def _refuse(problems: Iterable[str], paths: Iterable[Path]) -> NoReturn:
    """Nothing could be read: say why, write nothing."""
    for problem in filter(None, problems):
        click.echo(f"✗ {problem}", err=True)
    raise InputError("里面没有读到自评表或总表", file="、".join(map(str, paths)))


@main.group()
def template() -> None:
    """模板：检查改过的模板和评分办法。"""


@template.command("check")
@click.argument("folder", type=_PATH)
def template_check(folder: Path) -> None:
    """检查模板文件夹 FOLDER：各个模板（.xlsx、.docx）和 rulebook.toml。"""
    from perfxl.forms.template_faults import template_faults

    faults = template_faults(folder)
    for fault in faults:
        click.echo(f"✗ {fault}")
    if faults:
        sys.exit(1)
    click.echo(f"模板没有问题：{folder}")


@main.group()
def addin() -> None:
    """Excel 加载项：制作、安装、诊断（需要 perfxl[addin]）。"""


@addin.command("build")
@click.argument("out", type=_PATH, default=Path("perfxl.xlam"))
def addin_build(out: Path) -> None:
    """制作加载项文件 OUT（默认 perfxl.xlam），任何系统都可以。"""
    from perfxl.addin.build import build

    click.echo(f"已制作加载项：{build(out)}")


@addin.command("install")
@click.option("--dry-run", is_flag=True, help="只说明会做什么，任何系统都可以。")
def addin_install(*, dry_run: bool) -> None:
    """把加载项装进 Excel 的启动文件夹（Windows）。"""
    from perfxl.addin.install import install

    for step in install(dry_run=dry_run):
        click.echo(step)


@addin.command("uninstall")
@click.option("--dry-run", is_flag=True, help="只说明会做什么。")
def addin_uninstall(*, dry_run: bool) -> None:
    """把加载项全部删掉。"""
    from perfxl.addin.install import uninstall

    for step in uninstall(dry_run=dry_run):
        click.echo(step)


@addin.command("bundle")
@click.argument("out", type=_PATH)
@click.option("--python", default="3.12", show_default=True, help="那台电脑上 Python 的版本。")
@click.option("--archive", type=_PATH, help="python.org 的 python-*-embed-amd64.zip，一并安装。")
def addin_bundle(out: Path, python: str, archive: Path | None) -> None:
    """为没有网络的电脑准备安装包，放进新文件夹 OUT。"""
    from perfxl.addin.bundle import bundle

    click.echo(f"离线安装包：{bundle(out, python=python, archive=archive)}")


@addin.command("doctor")
def addin_doctor() -> None:
    """逐项检查加载项需要的条件，说明怎样处理。"""
    from perfxl.addin.doctor import State, doctor, page

    checks = doctor()
    click.echo(page(checks))
    if any(check.state is State.BAD for check in checks):
        sys.exit(1)
