"""A fuzzer's bytes as values: the same bytes give the same values, with atheris or without."""

from __future__ import annotations


class Octets:
    """Bytes taken from the end for choices, and from the front for what is left: the text."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def number(self, low: int, high: int) -> int:
        """A number of ``low`` to ``high``, both inclusive; ``low`` when the bytes are used up."""
        size = (max(high - low, 1).bit_length() + 7) // 8
        taken, self._data = self._data[-size:], self._data[:-size]
        return low + int.from_bytes(taken, "little") % (high - low + 1)

    def text(self) -> str:
        """All that is left, as text."""
        taken, self._data = self._data, b""
        return taken.decode("utf-8", "replace")
