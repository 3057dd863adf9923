"""Every requirement of the add-in, its state on this computer, and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import NamedTuple

import perfxl
from perfxl.addin import places
from perfxl.addin.computer import Computer, ThisComputer, addin_versions
from perfxl.addin.edition import XLWINGS
from perfxl.addin.log import log_file
from perfxl.addin.places import Places, shown
from perfxl.errors import InputError

_VERSIONS = ("16.0", "15.0", "14.0")  # Excel 2016 and later, 2013, 2010
_OWN = r"HKCU\Software\Microsoft\Office\{}\Excel"
_POLICY = r"HKCU\Software\Policies\Microsoft\Office\{}\Excel"
_REINSTALL = "运行 perfxl addin install"


class State(Enum):
    """How a requirement stands."""

    GOOD = "正常"
    BAD = "有问题"
    DOUBTFUL = "请留意"
    NOT_HERE = "不适用"


class Check(NamedTuple):
    """One requirement.

    Args:
        title: what is required.
        state: how it stands.
        found: what was found.
        fix: what to do, ``""`` when there is nothing to do.
    """

    title: str
    state: State
    found: str
    fix: str = ""

    def __str__(self) -> str:
        fix = f"。处理：{self.fix}" if self.fix else ""
        return f"［{self.state.value}］{self.title}：{self.found}{fix}"


def doctor(computer: Computer | None = None) -> tuple[Check, ...]:
    """All requirements, in the order in which they have to be met."""
    computer = computer or ThisComputer()
    checks = [_system(computer), *_packages(computer)]
    if computer.is_windows:
        user = Places.of(computer.environment)
        checks += [
            *_excel(computer),
            _libraries(computer),
            *_addin(computer, user),
            _settings(computer, user),
            *_policies(computer),
        ]
    else:
        missing = "Excel、加载项、动态库、宏安全设置、配置文件"
        checks.append(
            Check(missing, State.NOT_HERE, "这些只在 Windows 上有", "在装有 Excel 的电脑上再运行")
        )
    checks.append(_log())
    return tuple(checks)


def page(checks: tuple[Check, ...]) -> str:
    """The one page a person reads: what is wrong first said in a sentence, then everything."""
    bad = sum(check.state is State.BAD for check in checks)
    head = f"有 {bad} 项需要处理。" if bad else "没有发现问题。"
    return "\n".join([f"perfxl {perfxl.__version__} 加载项诊断：{head}", *map(str, checks)])


def _system(computer: Computer) -> Check:
    found = f"Python {computer.python}，{computer.python_bits} 位，在 {computer.prefix}"
    if tuple(map(int, computer.python.split(".")[:2])) < (3, 11):
        return Check("Python", State.BAD, found, "xlwings 需要 Python 3.11 或更新的版本")
    return Check("Python", State.GOOD, found)


def _packages(computer: Computer) -> Iterator[Check]:
    found = computer.package("xlwings")
    if found is None:
        fix = f"运行 python -m pip install xlwings=={XLWINGS}"
        yield Check("xlwings", State.BAD, "没有安装", fix)
    elif found != XLWINGS:
        fix = f"运行 pip install xlwings=={XLWINGS}，再{_REINSTALL}"
        yield Check("xlwings", State.BAD, f"版本是 {found}，需要 {XLWINGS}", fix)
    else:
        yield Check("xlwings", State.GOOD, f"版本 {found}")
    if computer.is_windows:
        found = computer.package("pywin32")
        if found is None:
            yield Check("pywin32", State.BAD, "没有安装", "运行 pip install pywin32")
        else:
            yield Check("pywin32", State.GOOD, f"版本 {found}")


def _excel(computer: Computer) -> Iterator[Check]:
    click_to_run = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
    app_path = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
    program = computer.registry(app_path)
    if program is None:
        yield Check(
            "Excel", State.BAD, "没有找到", "加载项只能用在 Windows 版 Excel 2010 以后的版本"
        )
    else:
        bits = {"x64": "64 位", "x86": "32 位"}.get(
            str(computer.registry(click_to_run, "Platform")), "位数未知"
        )
        yield Check("Excel", State.GOOD, f"{program}（{bits}）")
    identifier = computer.registry(r"HKCR\Excel.Application\CLSID")
    server = str(computer.registry(rf"HKCR\CLSID\{identifier}\LocalServer32") or "")
    if re.search(r"wps|kingsoft|\bet\.exe", server, re.IGNORECASE):
        fix = "打开 WPS 的“配置工具”，取消 WPS 与 Office 的关联，再用 Office 的“修复”恢复 Excel"
        yield Check("Excel 的登记", State.BAD, f"已被 WPS 占用（{server}）", fix)
    elif server:
        yield Check("Excel 的登记", State.GOOD, server)


def _libraries(computer: Computer) -> Check:
    """The DLL that starts Python lies beside it; a virtual environment has it one level up."""
    version = computer.package("xlwings") or XLWINGS
    missing = [
        name
        for name in (f"xlwings64-{version}.dll", f"xlwings32-{version}.dll")
        if not (computer.prefix / name).exists()
    ]
    if missing:
        fix = "运行 pip install --force-reinstall --no-deps xlwings；若被杀毒软件隔离，请加入信任"
        found = f"{computer.prefix} 中缺少 {'、'.join(missing)}"
        return Check("启动 Python 的动态库", State.BAD, found, fix)
    return Check("启动 Python 的动态库", State.GOOD, f"在 {computer.prefix}")


def _addin(computer: Computer, user: Places) -> Iterator[Check]:
    title = "加载项"
    if not user.addin.exists():
        yield Check(title, State.BAD, f"{shown(user.addin)} 不存在", _REINSTALL)
    else:
        yield _addin_version(computer, user.addin)
        if computer.is_blocked(user.addin):
            fix = f"右击 {user.addin}，选“属性”，勾选“解除锁定”"
            yield Check(
                "加载项的来源标记", State.BAD, "Windows 标记它来自网络，Excel 不会打开", fix
            )
    for copy in sorted(user.addins_folder.glob("perfxl*.xla*")):
        found = f"{copy} 是另一份加载项，两份会互相干扰"
        yield Check(title, State.BAD, found, "在 Excel 的“加载项”对话框中取消勾选，再删除这个文件")


def _addin_version(computer: Computer, file: Path) -> Check:
    try:
        versions = addin_versions(file)
    except InputError as error:
        return Check("加载项", State.BAD, str(error), f"关闭 Excel，{_REINSTALL}")
    ours = versions.get("PERFXL VERSION"), versions.get("XLWINGS VERSION")
    wanted = perfxl.__version__, computer.package("xlwings")
    if ours != wanted:
        found = f"{file} 由 perfxl {ours[0]}、xlwings {ours[1]} 生成，与已安装的不一致"
        return Check("加载项", State.BAD, found, f"关闭 Excel，{_REINSTALL}")
    return Check("加载项", State.GOOD, str(file))


def _settings(computer: Computer, user: Places) -> Check:
    title = "配置文件"
    try:
        text = user.settings.read_text(encoding=places.CODE_PAGE)
    except FileNotFoundError:
        return Check(title, State.BAD, f"{shown(user.settings)} 不存在", _REINSTALL)
    except (OSError, UnicodeError):
        return Check(title, State.BAD, f"{user.settings} 读不出来", _REINSTALL)
    match = re.search(r'^"INTERPRETER_WIN","(.+)"\s*$', text, re.MULTILINE)
    if match is None:
        return Check(title, State.BAD, f"{user.settings} 没有指明 Python", _REINSTALL)
    interpreter = _expanded(match[1], computer)
    if not interpreter.exists():
        found = f"{user.settings} 指向的 {interpreter} 不存在"
        return Check(title, State.BAD, found, f"用要用的那个 Python {_REINSTALL}")
    return Check(title, State.GOOD, f"{user.settings}，Python 在 {interpreter}")


def _expanded(path: str, computer: Computer) -> Path:
    def value(match: re.Match[str]) -> str:
        return computer.environment.get(match[1], match[0])

    return Path(re.sub("%([^%]+)%", value, path))


def _policies(computer: Computer) -> Iterator[Check]:
    title = "宏安全设置"

    def is_set(key: str, name: str, value: int = 1) -> bool:
        keys = (pattern.format(version) for pattern in (_POLICY, _OWN) for version in _VERSIONS)
        return any(computer.registry(rf"{it}\{key}", name) == value for it in keys)

    if is_set("Security", "DisableAllAddins"):
        fix = "请信息技术人员取消“禁用所有应用程序加载项”"
        yield Check(title, State.BAD, "所有加载项都被禁用", fix)
    elif is_set(r"Security\Trusted Locations", "AllLocationsDisabled"):
        fix = "请信息技术人员启用受信任位置：加载项在 XLSTART 中，它是受信任位置"
        yield Check(title, State.BAD, "受信任位置被关闭，宏不会运行", fix)
    elif is_set("Security", "VBAWarnings", 4):
        found = "宏被“禁用且不通知”；XLSTART 是受信任位置，其中的加载项不受影响"
        yield Check(title, State.DOUBTFUL, found, "加载项不出现时，请信息技术人员检查宏策略")
    else:
        yield Check(title, State.GOOD, "XLSTART 是受信任位置，宏可以运行")
    for version in _VERSIONS:
        disabled = computer.registry_values(_OWN.format(version) + r"\Resiliency\DisabledItems")
        if any(map(_names_us, disabled.values())):
            fix = "文件 > 选项 > 加载项 > 管理“禁用项目”> 转到，选中 perfxl 后启用"
            yield Check("Excel 的禁用项目", State.BAD, "Excel 崩溃后停用了本加载项", fix)


def _names_us(value: object) -> bool:
    return isinstance(value, bytes) and "perfxl.xlam" in value.decode("utf-16-le", "ignore").lower()


def _log() -> Check:
    path = log_file()
    if not path.exists():
        return Check("日志", State.GOOD, f"{path}（还没有内容）")
    return Check(
        "日志", State.GOOD, f"{path}（{path.stat().st_size // 1024 + 1} KB），求助时请附上"
    )
