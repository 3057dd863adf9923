"""Regular expressions that are compiled when they are first used.

There are more than two hundred; a command that compiles them all before it begins has spent the
time in which it reads ten forms.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """The regular expression ``text``, for a module to keep; its first use shows a fault in it."""
    return cast("re.Pattern[AnyStr]", _Uncompiled(text, flags))


class _Uncompiled:
    """Stands for a pattern; each of its methods is found once and then costs what re's own does."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 (whatever a pattern has)
        found = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, found)
        return found
