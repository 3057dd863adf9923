"""What stands in the score cells of the workbooks that perfxl writes."""

from __future__ import annotations

from enum import Enum


class Cells(Enum):
    """What stands in score cells: native formulas, add-in functions over them, or values."""

    NATIVE = "native"
    UDF = "udf"
    VALUES = "values"
