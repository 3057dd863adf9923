"""What the harness needs of the machine, and the profile it gives to LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

# Typing follows zh-CN; formulas are read and printed as Excel does; a file's cached values stay
# until a test asks for a recalculation; macros never run.
SETTINGS = (
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "zh-CN"),
    ("/org.openoffice.Office.Linguistic/General", "DefaultLocale_CJK", "zh-CN"),
    ("/org.openoffice.Office.Calc/Formula/Syntax", "Grammar", "1"),
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "1"),
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "1"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
)


def missing_programs() -> list[str]:
    """What the harness needs and this machine lacks; empty when all is there."""
    missing = [name for name in ("soffice", "pdftoppm", "pdfinfo") if shutil.which(name) is None]
    if uno_python() is None:
        missing.append("python3-uno")
    return missing


def uno_python() -> str | None:
    """A Python that can ``import uno``: the system's, or the one in LibreOffice's own folder."""
    soffice = shutil.which("soffice")
    own = [] if soffice is None else [Path(soffice).resolve().with_name("python")]
    for candidate in (Path("/usr/bin/python3"), *own):
        if (
            candidate.exists()
            and subprocess.run([candidate, "-c", "import uno"], capture_output=True).returncode == 0
        ):
            return str(candidate)
    return None


def write_profile(profile: Path) -> None:
    """Lay out a fresh user profile with these settings."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">' + items + "</oor:items>",
        encoding="utf-8",
    )
