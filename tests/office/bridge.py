"""The UNO side of the LibreOffice harness; runs under the Python that has ``uno``.

Reads one JSON request a line from stdin, ``{"do": "open", "with": {"path": …}}``, and answers one
JSON line, ``{"answer": …}`` or ``{"error": "…"}``.  The first line it writes says it is connected.
When stdin closes it asks the office to quit, so no soffice outlives a killed test run.

usage: bridge.py PIPE SECONDS
"""

import json
import sys
from pathlib import Path

import uno
import uno_cells
import uno_layout
import uno_structure
from uno_desktop import connect, properties

FILTERS = {
    ".csv": {"*": "Text - txt - csv (StarCalc)"},
    ".doc": {"*": "MS Word 97"},
    ".docx": {"*": "MS Word 2007 XML"},
    ".ods": {"*": "calc8"},
    ".odt": {"*": "writer8"},
    ".pdf": {"calc": "calc_pdf_Export", "writer": "writer_pdf_Export"},
    ".xls": {"*": "MS Excel 97"},
    ".xlsx": {"*": "Calc MS Excel 2007 XML"},
}


class Bridge:
    """The open documents and what can be asked of them."""

    def __init__(self, desktop):
        self.desktop = desktop
        self.documents = {}
        self.opened = 0

    def open(self, path):
        document = self.desktop.loadComponentFromURL(
            uno.systemPathToFileUrl(path),
            "_blank",
            0,
            properties(Hidden=True, MacroExecutionMode=0, UpdateDocMode=0),
        )
        return self.keep(document, path)

    def new(self):
        document = self.desktop.loadComponentFromURL(
            "private:factory/scalc", "_blank", 0, properties(Hidden=True)
        )
        return self.keep(document, "a new workbook")

    def keep(self, document, path):
        if document is None:
            raise RuntimeError(f"LibreOffice cannot load {path}")
        kind = "other"
        if document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            kind = "calc"
        elif document.supportsService("com.sun.star.text.GenericTextDocument"):
            kind = "writer"
        self.opened += 1
        self.documents[self.opened] = (document, kind)
        return {"document": self.opened, "kind": kind}

    def close(self, document):
        self.documents.pop(document)[0].close(True)

    def save(self, document, path):
        model, kind = self.documents[document]
        names = FILTERS[Path(path).suffix.lower()]
        model.storeToURL(
            uno.systemPathToFileUrl(path),
            properties(FilterName=names.get(kind) or names["*"], Overwrite=True),
        )

    def ask(self, do, arguments):
        """Run one request: a method of this class or a public function of a ``uno_*`` module."""
        if do in ("open", "new", "close", "save"):
            return getattr(self, do)(**arguments)
        for module in (uno_cells, uno_structure, uno_layout):
            if do in module.REQUESTS:
                model, _ = self.documents[arguments.pop("document")]
                return module.REQUESTS[do](model, **arguments)
        raise LookupError(f"the bridge knows no request {do!r}")


def main():
    pipe, seconds = sys.argv[1], float(sys.argv[2])
    bridge = Bridge(connect(pipe, seconds))
    print(json.dumps({"answer": "connected"}), flush=True)
    try:
        for line in sys.stdin:
            request = json.loads(line)
            try:
                reply = {"answer": bridge.ask(request["do"], request["with"])}
            except Exception as error:  # every failure belongs to the test that asked
                reply = {"error": f"{request['do']}: {type(error).__name__}: {error}"}
            print(json.dumps(reply, ensure_ascii=False), flush=True)
    finally:
        bridge.desktop.terminate()


if __name__ == "__main__":
    main()
