"""One page for the IT person: made-up computers, each with one thing wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

import perfxl
from perfxl.addin import install as installer
from perfxl.addin import places
from perfxl.addin.build import build
from perfxl.addin.doctor import State, doctor, page

OFFICE = r"Software\Microsoft\Office\16.0\Excel"


@dataclass
class Made:
    """A Windows computer on which everything is in order."""

    folder: Path
    is_windows: bool = True
    python: str = "3.12.4"
    python_bits: int = 64
    packages: dict[str, str] = field(
        default_factory=lambda: {"xlwings": "0.37.8", "pywin32": "308"}
    )
    blocked: bool = False
    keys: dict[str, dict[str, object]] = field(
        default_factory=lambda: {
            r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe": {
                "": r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
            },
            r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration": {"Platform": "x64"},
            r"HKCR\Excel.Application\CLSID": {"": "{00024500-0000-0000-C000-000000000046}"},
            r"HKCR\CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32": {
                "": r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE /automation"
            },
        }
    )

    @property
    def prefix(self) -> Path:
        return self.folder / "python"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "USERPROFILE": str(self.folder),
            "APPDATA": str(self.folder / "Roaming"),
            "LOCALAPPDATA": str(self.folder / "Local"),
        }

    @property
    def addin(self) -> Path:
        return self.folder / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "perfxl.xlam"

    @property
    def settings(self) -> Path:
        return self.folder / ".perfxl" / "perfxl.conf"

    def package(self, name: str) -> str | None:
        return self.packages.get(name)

    def registry(self, key: str, name: str = "") -> object:
        return self.keys.get(key, {}).get(name)

    def registry_values(self, key: str) -> dict[str, object]:
        return self.keys.get(key, {})

    def is_blocked(self, file: Path) -> bool:
        return self.blocked


@pytest.fixture
def computer(tmp_path, monkeypatch) -> Made:
    monkeypatch.setattr(installer, "on_windows", lambda: True)
    monkeypatch.setattr(places, "CODE_PAGE", "gbk")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Made(tmp_path / "张三")
    made.prefix.mkdir(parents=True)
    for name in ("xlwings64-0.37.8.dll", "xlwings32-0.37.8.dll", "python.exe", "pythonw.exe"):
        (made.prefix / name).write_text("x")
    monkeypatch.setattr(installer.sys, "executable", str(made.prefix / "python.exe"))
    installer.install(dry_run=False, environment=made.environment)
    return made


def test_a_good_computer(computer) -> None:
    checks = doctor(computer)
    assert {check.state for check in checks} == {State.GOOD}
    assert page(checks).startswith(f"perfxl {perfxl.__version__} 加载项诊断：没有发现问题。")
    assert len(page(checks).splitlines()) == len(checks) + 1 <= 15


def old_python(computer: Made) -> None:
    computer.python = "3.10.11"


def no_xlwings(computer: Made) -> None:
    del computer.packages["xlwings"]


def other_xlwings(computer: Made) -> None:
    computer.packages["xlwings"] = "0.38.0"


def no_pywin32(computer: Made) -> None:
    del computer.packages["pywin32"]


def no_excel(computer: Made) -> None:
    del computer.keys[r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"]


def wps(computer: Made) -> None:
    key = r"HKCR\CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32"
    computer.keys[key] = {"": r"C:\Users\a\AppData\Local\Kingsoft\WPS Office\et.exe /automation"}


def quarantined(computer: Made) -> None:
    (computer.prefix / "xlwings64-0.37.8.dll").unlink()


def no_addin(computer: Made) -> None:
    computer.addin.unlink()


def broken_addin(computer: Made) -> None:
    computer.addin.write_bytes(b"PK\x03\x04 half a download")


def old_addin(computer: Made) -> None:
    perfxl.__version__, version = "0.0.1", perfxl.__version__
    try:
        build(computer.addin, force=True)
    finally:
        perfxl.__version__ = version


def from_the_internet(computer: Made) -> None:
    computer.blocked = True


def second_copy(computer: Made) -> None:
    folder = computer.folder / "Roaming" / "Microsoft" / "AddIns"
    folder.mkdir(parents=True)
    (folder / "perfxl.xlam").write_text("x")


def no_settings(computer: Made) -> None:
    computer.settings.unlink()


def settings_of_another(computer: Made) -> None:
    computer.settings.write_bytes('"INTERPRETER_WIN","D:\\旧\\pythonw.exe"\r\n'.encode("gbk"))


def empty_settings(computer: Made) -> None:
    computer.settings.write_text("")


def no_addins_at_all(computer: Made) -> None:
    key = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
    computer.keys[key] = {"DisableAllAddins": 1}


def no_trusted_places(computer: Made) -> None:
    computer.keys[rf"HKCU\{OFFICE}\Security\Trusted Locations"] = {"AllLocationsDisabled": 1}


def crashed(computer: Made) -> None:
    name = r"c:\users\a\xlstart\perfxl.xlam".encode("utf-16-le")
    computer.keys[rf"HKCU\{OFFICE}\Resiliency\DisabledItems"] = {"1A2B": b"\x01\0\0\0" + name}


@pytest.mark.parametrize(
    ("spoil", "found", "fix"),
    [
        (old_python, "Python 3.10.11", "Python 3.11"),
        (no_xlwings, "没有安装", "pip install xlwings==0.37.8"),
        (other_xlwings, "版本是 0.38.0，需要 0.37.8", "xlwings==0.37.8"),
        (no_pywin32, "没有安装", "pip install pywin32"),
        (no_excel, "没有找到", "Windows 版 Excel"),
        (wps, "已被 WPS 占用", "WPS 的“配置工具”"),
        (quarantined, "缺少 xlwings64-0.37.8.dll", "杀毒软件"),
        (no_addin, "perfxl.xlam 不存在", "perfxl addin install"),
        (broken_addin, "perfxl.xlam", "perfxl addin install"),
        (old_addin, "由 perfxl 0.0.1、xlwings 0.37.8 生成", "perfxl addin install"),
        (from_the_internet, "来自网络", "解除锁定"),
        (second_copy, "另一份加载项", "取消勾选"),
        (no_settings, "perfxl.conf 不存在", "perfxl addin install"),
        (settings_of_another, "不存在", "perfxl addin install"),
        (empty_settings, "没有指明 Python", "perfxl addin install"),
        (no_addins_at_all, "所有加载项都被禁用", "信息技术人员"),
        (no_trusted_places, "受信任位置被关闭", "信息技术人员"),
        (crashed, "Excel 崩溃后停用了本加载项", "禁用项目"),
    ],
)
def test_one_thing_wrong_is_found_and_its_mend_is_said(computer, spoil, found, fix) -> None:
    spoil(computer)
    bad = [check for check in doctor(computer) if check.state is State.BAD]
    assert bad, "nothing found"
    assert any(found in check.found and fix in check.fix for check in bad), list(map(str, bad))
    text = page(doctor(computer))
    assert f"有 {len(bad)} 项需要处理" in text
    assert all(str(check) in text for check in bad)


def test_macros_disabled_without_notice_is_worth_a_look(computer) -> None:
    computer.keys[rf"HKCU\{OFFICE}\Security"] = {"VBAWarnings": 4}
    [check] = [check for check in doctor(computer) if check.state is State.DOUBTFUL]
    assert "XLSTART 是受信任位置" in check.found


def test_elsewhere_it_says_what_does_not_apply(computer, monkeypatch) -> None:
    computer.is_windows = False
    states = {check.title: check.state for check in doctor(computer)}
    assert State.NOT_HERE in states.values()
    assert states["日志"] is State.GOOD


def test_this_computer_can_be_asked() -> None:
    assert "日志" in page(doctor())


def test_the_log_is_named(computer, tmp_path) -> None:
    log = tmp_path / "state" / "perfxl" / "perfxl.log"
    assert str(log) in page(doctor(computer))
    log.parent.mkdir(parents=True)
    log.write_text("x" * 3000)
    assert f"{log}（3 KB），求助时请附上" in page(doctor(computer))
