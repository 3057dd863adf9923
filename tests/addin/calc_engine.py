"""An xlwings engine on :class:`tests.addin.calc.Calc`: a button's own code against live sheets.

It has what the add-in uses, on the BSD classes of xlwings (``xlwings.base_classes``).  The
macros of ``perfxl.xlam`` are those carried by the workbook under test; what only a person
can answer (a message box, a folder dialog) is recorded, and answered by the test.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings as xw
from xlwings import base_classes, utils

from tests.addin.calc import Calc

NAME = "calc"


class Engine:
    """LibreOffice Calc as an engine of xlwings."""

    name = NAME
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return value

    @staticmethod
    def clean_value_data(data, datetime_builder, empty_as, number_builder, err_to_str) -> Any:
        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            if isinstance(value, dict):
                if "date" in value:
                    return datetime.datetime.fromisoformat(value["date"])
                return value["error"] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    def __init__(self) -> None:
        self.running: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self.running]

    def __iter__(self) -> Iterator[App]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self.running if app.pid == pid)


class App(base_classes.App):
    """One LibreOffice.

    ``alerts`` are the messages shown; ``folders`` the answers to the folder dialog;
    ``progress`` what stood in the status bar.
    """

    def __init__(self, engine: Engine, calc: Calc) -> None:
        self._engine = engine
        self.calc = calc
        self.open_books: list[Book] = []
        self.alerts: list[str] = []
        self.folders: list[str] = []
        self.progress: list[Any] = []

    engine = property(lambda self: self._engine)
    books = property(lambda self: Books(self))
    pid = property(lambda self: 1)
    screen_updating = property(lambda self: True, lambda self, value: None)
    status_bar = property(lambda self: False, lambda self, value: self.progress.append(value))

    def activate(self, steal_focus=False) -> None:
        """There is no window."""

    def alert(self, prompt, title, buttons, mode, callback) -> str:
        self.alerts.append(prompt)
        return "ok"

    def run(self, macro: str, arguments: list[Any]) -> Any:
        book, _, name = macro.partition("!")
        assert book == "perfxl.xlam"
        if name == "PerfSheet.PerfAskFolder":
            return self.folders.pop(0)
        if name == "PerfSheet.PerfSaveCopy":  # LibreOffice's SaveCopyAs writes an .xls
            return self.books.active.ask("save", path=arguments[0])
        return self.calc.ask(
            "run", book=self.books.active.number, macro=name, arguments=list(arguments)
        )


class Books(base_classes.Books):
    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book:
        return self.app.open_books[0]

    def __len__(self) -> int:
        return len(self.app.open_books)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.app.open_books)

    def __call__(self, key: Any) -> Book:
        if isinstance(key, int):
            return self.app.open_books[key - 1]
        for book in self.app.open_books:
            if key in (book.name, book.fullname):
                return book
        raise KeyError(key)

    def open(self, fullname: str, *_: Any, **__: Any) -> Book:
        number = self.app.calc.ask("open", path=str(fullname))
        return self._opened(number, Path(fullname))

    def _opened(self, number: int, path: Path) -> Book:
        book = Book(self.app, number, path)
        self.app.open_books.insert(0, book)
        return book


class Book(base_classes.Book):
    app: Any = None  # in place of the base's property

    def __init__(self, app: App, number: int, path: Path) -> None:
        self.app = app
        self.number = number
        self.path = path

    @property
    def api(self) -> NativeBook:
        return NativeBook(self)

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def fullname(self) -> str:
        return str(self.path)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def ask(self, do: str, **arguments: Any) -> Any:
        return self.app.calc.ask(do, book=self.number, **arguments)

    def activate(self) -> None:
        self.app.open_books.remove(self)
        self.app.open_books.insert(0, self)

    def close(self) -> None:
        self.app.open_books.remove(self)
        self.ask("close")


class NativeBook:
    """The few properties of Excel's own Workbook that the add-in asks for."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def ReadOnly(self) -> bool:  # noqa: N802 - Excel's name
        return bool(self._book.ask("is_read_only"))


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.ask("active"))

    def __len__(self) -> int:
        return len(self.book.ask("sheets"))

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, name) for name in self.book.ask("sheets"))

    def __call__(self, key: Any) -> Sheet:
        names = self.book.ask("sheets")
        return Sheet(self.book, names[key - 1] if isinstance(key, int) else key)

    def add(self, before=None, after=None, name=None) -> Sheet:
        names = self.book.ask("sheets")
        position = names.index(after.name) + 1 if after else 0
        self.book.ask("add", sheet=name or f"Sheet{len(names) + 1}", position=position)
        return Sheet(self.book, name)


class Sheet(base_classes.Sheet):
    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name

    book = property(lambda self: self._book)
    name = property(lambda self: self._name)

    def ask(self, do: str, **arguments: Any) -> Any:
        return self._book.ask(do, sheet=self._name, **arguments)

    def range(self, first: Any, last: Any = None) -> Range:
        if isinstance(first, str):
            first, last = utils.a1_to_tuples(first)
        if isinstance(first, Range):
            first = (first.area[0], first.area[1])
            last = (last.area[2], last.area[3])
        if len(first) == 4:
            row, column, rows, columns = first
            return Range(self, row, column, row + rows - 1, column + columns - 1)
        return Range(self, *first, *(last or first))

    @property
    def used_range(self) -> Range:
        return Range(self, *self.ask("used"))

    def activate(self) -> None:
        self.ask("activate")

    def clear(self) -> None:
        self.ask("clear")

    def delete(self) -> None:
        self.ask("remove")


class Range(base_classes.Range):
    def __init__(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet = sheet
        self.area = [top, left, bottom, right]
        self.options: Any = None

    api = property(lambda self: self)
    row = property(lambda self: self.area[0])
    column = property(lambda self: self.area[1])

    @property
    def shape(self) -> tuple[int, int]:
        top, left, bottom, right = self.area
        return bottom - top + 1, right - left + 1

    @property
    def coords(self) -> tuple[Any, ...]:
        return (self.sheet.name, self.row, self.column, *self.shape)

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, row: int, column: int) -> Range:
        at = self.row + row - 1, self.column + column - 1
        return Range(self.sheet, *at, *at)

    @property
    def address(self) -> str:
        top, left, bottom, right = self.area
        first = f"${utils.col_name(left)}${top}"
        return first if len(self) == 1 else f"{first}:${utils.col_name(right)}${bottom}"

    @property
    def raw_value(self) -> Any:
        return self.sheet.ask("get", area=self.area)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        rows = value if isinstance(value, (list, tuple)) else [[value]]
        self.sheet.ask("put", row=self.row, column=self.column, rows=rows)

    @property
    def formula(self) -> Any:
        found = self.sheet.ask("formulas", area=self.area)
        return found[0][0] if len(self) == 1 else found

    @property
    def color(self) -> tuple[int, int, int] | None:
        found = self.sheet.ask("color", area=self.area)
        return None if found == -1 else (found >> 16 & 255, found >> 8 & 255, found & 255)

    @color.setter
    def color(self, value: Any) -> None:
        red, green, blue = utils.hex_to_rgb(value) if isinstance(value, str) else value
        self.sheet.ask("set_color", area=self.area, color=red << 16 | green << 8 | blue)

    number_format = property(
        None, lambda self, value: self.sheet.ask("set_format", area=self.area, code=value)
    )
    column_width = property(
        None, lambda self, value: self.sheet.ask("set_width", area=self.area, width=value)
    )
    wrap_text = property(
        None,
        lambda self, value: self.sheet.ask(
            "set_style", area=self.area, name="IsTextWrapped", value=value
        ),
    )

    @property
    def font(self) -> Font:
        return Font(self)


class Font(base_classes.Font):
    def __init__(self, cells: Range) -> None:
        self.cells = cells

    bold = property(
        None,
        lambda self, value: self.cells.sheet.ask(
            "set_style", area=self.cells.area, name="CharWeight", value=150.0 if value else 100.0
        ),
    )


@contextlib.contextmanager
def engine_on(calc: Calc) -> Iterator[App]:
    """The engine, active while the block runs."""
    before = xw.engines.active, list(xw.engines.engines), dict(xw.engines.engines_by_name)
    engine = Engine()
    app = App(engine, calc)
    engine.apps.running.append(app)
    xw.engines.add(xw.Engine(impl=engine))
    xw.engines[NAME].activate()
    try:
        yield app
    finally:
        for book in list(app.open_books):
            book.close()
        xw.engines.active, xw.engines.engines, xw.engines.engines_by_name = before
        if hasattr(xw.Book, "_mock_caller"):
            del xw.Book._mock_caller
