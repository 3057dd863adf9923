"""Our VBA, compiled and run by an interpreter that knows Excel's objects.

xlwings' own module is replaced: it loads a DLL.  In its place stands a server that
answers from a script the test gives (``ECHO`` below), also in VBA.
"""

from __future__ import annotations

from typing import Any

from pyopenvba.apps.excel import ExcelApplication

from perfxl.addin.build import modules
from perfxl.addin.ovba import Module, ModuleKind

XLWINGS = """
Public Broken As Boolean
Public Starts As Long

Public Function XLPy() As Object
    Starts = Starts + 1
    If Broken Then Err.Raise 1000, , "Could not start Python"
    Set XLPy = New Server
End Function

Public Function GetConfig(key)
    GetConfig = "1.2.3"
End Function

Public Sub BreakPython(answer)
    Broken = answer
End Sub

Public Function CountStarts()
    CountStarts = Starts
End Function
"""

# The interpreter has no conversations in cells; this answers that there are none.
UNKNOWN = "Not cell.CommentThreaded Is Nothing", "False"

# Gives back its first argument; "begin" is the session's first call.
ECHO = """
Public Function CallUDF(module, udf, arguments, Optional book)
    If udf = "begin" Then
        CallUDF = ""
    Else
        CallUDF = arguments(0)
    End If
End Function
"""


class Excel:
    """One Excel with one empty workbook and our modules."""

    def __init__(self, server: str = ECHO) -> None:
        self.application = ExcelApplication()
        self.application.add_workbook()
        self.add("xlwings", XLWINGS)
        self.application.add_module(server, name="Server", kind="class")
        for module in standard_modules():
            self.add(module.name, module.source.replace(*UNKNOWN))
        self._macros = 0

    def add(self, name: str, source: str) -> None:
        self.application.add_module(source, name=name)

    def run(self, macro: str, *arguments: object) -> Any:
        return self.application.run(macro, *arguments)

    def do(self, statements: str, result: str = "") -> Any:
        """Run VBA statements; give back the value of the expression ``result``."""
        self._macros += 1
        name = f"Test{self._macros}"
        end = f"{name} = {result}\n" if result else ""
        self.add(f"M{name}", f"Public Function {name}()\n{statements}\n{end}End Function\n")
        return self.run(name)

    def value(self, expression: str) -> Any:
        return self.do("", expression)


def standard_modules() -> tuple[Module, ...]:
    """All our modules but xlwings' and the (almost empty) document modules."""
    return tuple(
        module
        for module in modules()
        if module.kind is ModuleKind.STANDARD and module.name != "xlwings"
    )
