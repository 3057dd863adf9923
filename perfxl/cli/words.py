"""Chinese for what click says by itself: wrong words, wrong options, faults of a command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import click
from click.exceptions import (
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchCommand,
    NoSuchOption,
)

from perfxl.cli.help_page import ChineseCommand
from perfxl.cli.screen import echo
from perfxl.errors import PerfxlError
from perfxl.regex import regex
from perfxl.system_errors import cause_of

# Libraries of optional parts, and what pip has to be asked for. Not perfxl's own extras: pip
# finds those only where perfxl itself came from.
_COMPONENTS = {
    "dask": "distributed",
    "distributed": "distributed",
    "docx": "docxtpl python-docx",
    "docxtpl": "docxtpl python-docx",
    "xlwings": "xlwings==0.37.8",
}
_EXTRA_ARGUMENTS = regex(r"Got unexpected extra arguments? \((.*)\)$")


class ChineseGroup(ChineseCommand, click.Group):
    """A group whose commands end with a Chinese sentence and a code, never with a traceback."""

    command_class = ChineseCommand
    group_class = type

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, subcommand_metavar="命令 [参数]…", **kwargs)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 - click's own signature
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Run the command line; what a person can cause becomes a message and an exit code."""
        run: Callable[[], Any] = partial(
            super().main, args, prog_name, complete_var, standalone_mode=False, **extra
        )
        if not standalone_mode:
            return run()
        try:
            code = run()
        except PerfxlError as error:
            code = _say(f"错误：{error}", error.exit_code)
        except click.ClickException as error:
            code = _say(_usage_message(error), error.exit_code)
        except click.Abort:
            code = _say("\n已中断。已经写好的文件都是完整的，可以再运行一次。")
        except ModuleNotFoundError as error:
            if error.name not in _COMPONENTS:
                raise
            code = _say(f"错误：{_missing(error.name)}")
        except BrokenPipeError:
            raise
        except OSError as error:  # a share that is gone, a disk that fails
            code = _say(
                f"错误：{error.filename or '文件'}：读写失败（{cause_of(error)}）；"
                "请检查磁盘、网络和权限，再运行一次。已经写好的文件都是完整的。"
            )
        sys.exit(code or 0)


def _say(message: str, code: int = 2) -> int:
    echo(message, err=True)
    return code


def _missing(component: str) -> str:
    """That an optional library is not there, and the command that brings it."""
    if component == "xlwings" and sys.version_info < (3, 11):
        found = ".".join(map(str, sys.version_info[:2]))
        return (
            f"加载项要 Python 3.11 以上（它用的 xlwings 要求），现在是 {found}；"
            "请换新的 Python 装 perfxl。其他命令不受影响"
        )
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    return f"缺少组件 {component}。请运行：{python} -m pip install {_COMPONENTS[component]}"


def _usage_message(error: click.ClickException) -> str:
    """What is wrong with the words of a command, under its line of usage."""
    if isinstance(error, NoArgsIsHelpError):
        return error.message
    problem = f"错误：{_problem(error)}"
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return problem
    hint = f"说明：{context.command_path} --help"
    return f"{context.get_usage()}\n{hint}\n\n{problem}"


def _problem(error: click.ClickException) -> str:
    similar = "、".join(getattr(error, "possibilities", None) or ())
    guess = f"；是不是 {similar}？" if similar else "。"
    if isinstance(error, MissingParameter):
        return f"缺少{_shown(error)}。"
    if isinstance(error, BadParameter):
        return f"{_shown(error).lstrip()} {_expected(error.param, error.message)}"
    if isinstance(error, NoSuchOption):
        return f"没有选项 {error.option_name}{guess}"
    if isinstance(error, NoSuchCommand):
        return f"没有命令 {error.command_name}{guess}"
    if isinstance(error, BadOptionUsage):
        wrong = "不该有值" if "does not take" in error.message else "缺少值"
        return f"选项 {error.option_name} 后面{wrong}。"
    extra = _EXTRA_ARGUMENTS.match(error.message)
    return f"多出了这些字：{extra[1]}。" if extra else error.message


def _shown(error: BadParameter) -> str:
    """The parameter as a person types it."""
    if isinstance(error.param, click.Option):
        return f" {max(error.param.opts, key=len)}"
    return f"“{error.param.human_readable_name.strip('[]…')}”" if error.param else "参数"


def _expected(parameter: click.Parameter | None, message: str) -> str:
    """What a value should have been; ``message`` is click's sentence and begins with the value."""
    kind = parameter.type if parameter is not None else None
    found = message.partition(" is not ")[0].strip("'")
    if isinstance(kind, click.Choice):
        return f"不能是 {found}，只能是：{'、'.join(map(str, kind.choices))}。"
    if isinstance(kind, click.IntRange):
        return f"不能是 {found}，应为 {kind.min} 到 {kind.max} 的整数。"
    return message
