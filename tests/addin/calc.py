"""A headless LibreOffice in which the add-in's VBA runs, and an xlwings engine on top of it.

LibreOffice executes VBA.  A workbook under test gets the add-in's own modules
(:func:`with_vba`), so a button does what it does in Excel: its Python asks the
application, the application runs the VBA, the VBA reads and writes the live sheet.

Every question to the application is one request here, and ``Calc.requests`` counts them.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Listener
from pathlib import Path
from typing import Any

from perfxl.addin.build import modules
from perfxl.addin.ovba import Module, ModuleKind, vba_project
from tests.office.libreoffice import missing_programs, uno_python

HERE = Path(__file__).parent
OFFICE = HERE.parent / "office"

# In place of xlwings' module, which loads a DLL.
XLWINGS = """
Private mServer As TestServer

Public Function XLPy() As Object
    If mServer Is Nothing Then Set mServer = New TestServer
    Set XLPy = mServer
End Function

Public Function GetConfig(key)
    GetConfig = "@version@"
End Function
"""

SERVER = """
Public Function CallUDF(module, udf, arguments, Optional book, Optional caller)
    CallUDF = AsCom(CreateUnoService("perfxl.Python").invoke(Array(module, udf, arguments), _
        Array(), Array()))
End Function

' Rows of values come through UNO as a list of lists, through COM as one table.
Private Function AsCom(result)
    Dim table(), row, column
    AsCom = result
    If Not IsArray(result) Then Exit Function
    If Not IsArray(result(0)) Then Exit Function
    ReDim table(UBound(result), UBound(result(0)))
    For row = 0 To UBound(result)
        For column = 0 To UBound(result(0))
            table(row, column) = result(row)(column)
        Next
    Next
    AsCom = table
End Function
"""

MACROS_RUN = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel">
<value>0</value></prop></item>
</oor:items>
"""

Call = Callable[[str, str, tuple[object, ...]], object]


class CalcError(Exception):
    """LibreOffice refused a request."""


class Calc:
    """One soffice with macros allowed, its bridge, and the Python its VBA talks to."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="perfxl-calc-"))
        self.requests: list[str] = []
        self.python: Call = _no_python
        self._listener = Listener(str(self.folder / "python"))
        threading.Thread(target=self._serve, daemon=True).start()
        registry = self.folder / "profile" / "user" / "registrymodifications.xcu"
        registry.parent.mkdir(parents=True)
        registry.write_text(MACROS_RUN, "utf-8")
        self._start()

    def ask(self, do: str, **arguments: object) -> Any:
        """Send one request to the application."""
        self.requests.append(do)
        assert self._bridge.stdin is not None
        assert self._bridge.stdout is not None
        line = json.dumps({"do": do, "with": arguments}, ensure_ascii=False)
        self._bridge.stdin.write(line + "\n")
        self._bridge.stdin.flush()
        reply = json.loads(self._bridge.stdout.readline())
        if "error" in reply:
            raise CalcError(reply["error"])
        return reply["answer"]

    @contextlib.contextmanager
    def answering(self, python: Call) -> Iterator[None]:
        """``python(module, function, arguments)`` answers what VBA asks of Python."""
        self.python = python
        try:
            yield
        finally:
            self.python = _no_python

    def close(self) -> None:
        """End the processes and remove the profile."""
        if self._bridge.stdin is not None:
            self._bridge.stdin.close()  # the bridge asks the office to quit
        for process in (self._bridge, self._office):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
        if self._bridge.stdout is not None:
            self._bridge.stdout.close()
        self._listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        pipe = f"perfxl-{uuid.uuid4().hex}"
        profile = (self.folder / "profile").as_uri()
        environment = os.environ | {
            "LC_ALL": "C.UTF-8",
            "PERFXL_TEST_PYTHON": str(self._listener.address),
            "PYTHONPATH": os.pathsep.join((str(HERE), str(OFFICE))),
        }
        self._office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={profile}", "--headless", "--norestore",
             "--nologo", "--nodefault", "--nolockcheck", f"--accept=pipe,name={pipe};urp;"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=environment,
        )  # fmt: skip
        python = uno_python()
        assert python is not None
        self._bridge = subprocess.Popen(
            [python, "-X", "utf8", str(OFFICE / "bridge.py"), pipe, "300", "calc_requests"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, encoding="utf-8",
        )  # fmt: skip
        assert self._bridge.stdout is not None
        assert json.loads(self._bridge.stdout.readline()) == {"answer": "connected"}

    def _serve(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                return  # closed
            with connection:
                connection.send(self.python(*connection.recv()))


def _no_python(module: str, function: str, arguments: tuple[object, ...]) -> object:
    raise AssertionError(f"the test did not expect VBA to ask for {module}.{function}{arguments}")


def missing() -> list[str]:
    """What these tests need and this machine lacks."""
    return [name for name in missing_programs() if name in ("soffice", "python3-uno")]


def with_vba(workbook: Path, out: Path, *, version: str) -> Path:
    """A copy of an .xlsx that carries the add-in's modules, as an .xlsm.

    Args:
        workbook: any .xlsx.
        out: where to write; ends in ``.xlsm``.
        version: the version the add-in says it is.
    """
    ours = [
        module
        for module in modules()
        if module.kind is ModuleKind.STANDARD and module.name != "xlwings"
    ]
    ours += [
        Module("xlwings", XLWINGS.replace("@version@", version)),
        Module("ThisWorkbook", "", ModuleKind.WORKBOOK),
        Module("TestServer", SERVER, ModuleKind.CLASS),
    ]
    types = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro_types = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    override = (
        b'<Override PartName="/xl/vbaProject.bin" '
        b'ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    relation = (
        b'<Relationship Id="rIdVba" Target="vbaProject.bin" Type="http://schemas.microsoft.com/'
        b'office/2006/relationships/vbaProject"/></Relationships>'
    )
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                assert types in content
                content = content.replace(types, macro_types).replace(b"</Types>", override)
            elif name == "xl/_rels/workbook.xml.rels":
                content = content.replace(b"</Relationships>", relation)
            target.writestr(name, content)
        target.writestr("xl/vbaProject.bin", vba_project("perfxl", ours))
    return out
