"""JSON documents as every command writes them; their keys are described in docs/json.md."""

from __future__ import annotations

import json
from decimal import Decimal

from perfxl.core.quantity import plain


def number_text(value: Decimal | None) -> str | None:
    """Numbers travel as text: JSON readers would make binary floats of them."""
    return None if value is None else plain(value)


def dumped(document: object) -> str:
    """A JSON document, readable by people too."""
    return json.dumps(document, ensure_ascii=False, indent=2)
