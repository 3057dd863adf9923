"""What the harness asks of LibreOffice; loaded into the office's own process by bridge.py."""

from pathlib import Path

import uno
import uno_cells
import uno_layout
import uno_structure
from uno_inside import answering, desktop, properties

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


class Requests:
    """The open documents and what can be asked of them."""

    def __init__(self, context):
        self.desktop = desktop(context)
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


g_ImplementationHelper = answering("uno_requests", Requests)  # noqa: N816 - the office's name
