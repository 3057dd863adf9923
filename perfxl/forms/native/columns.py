"""The hidden helper columns of a form: their fields and Chinese headings.

A template shows each in a labelled hidden column: a constant as
``{{ i.live.target_text }}``, a reading as ``{{ i.live.direction | live("direction") }}``.
The word lists and the year stand once in a form: ``{{ live.units }}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TARGET, ACTUAL, NAME = "[i.target]", "[i.actual]", "[i.name]"
WEIGHT, AWARDED, ATTAINMENT = "[i.weight]", "[i.awarded]", "[i.attainment]"
NOTE, SCORE = "[i.deviation_note]", "[i.score]"

# Constants: the texts as they were when the form was made, and what the core read in them.
TARGET_TEXT, NAME_TEXT = "[i.live.target_text]", "[i.live.name_text]"
ACTUAL_TEXT, ASPECT = "[i.live.actual_text]", "[i.live.aspect]"
TARGET_CODE, ACTUAL_CODE = "[i.live.target_code]", "[i.live.actual_code]"

# Readings: of the constants while the texts are as they were, of the new texts afterwards.
NAME_UNIT = "[i.live.name_unit]"
TARGET_CLEAN, TARGET_TAIL = "[i.live.target_clean]", "[i.live.target_tail]"
TARGET_DIGITS, TARGET_NUMBER = "[i.live.target_digits]", "[i.live.target_number]"
TARGET_UNIT, DIRECTION = "[i.live.target_unit]", "[i.live.direction]"
ACTUAL_CLEAN, ACTUAL_TAIL = "[i.live.actual_clean]", "[i.live.actual_tail]"
ACTUAL_DIGITS, ACTUAL_NUMBER = "[i.live.actual_digits]", "[i.live.actual_number]"
COST, FACTOR, CONVERTED = "[i.live.cost]", "[i.live.factor]", "[i.live.converted]"
DOUBTFUL, MEASURED = "[i.live.doubtful]", "[i.live.measured]"
SAID, WORDED = "[i.live.said]", "[i.live.worded]"
READING, SHARE = "[i.live.reading]", "[i.live.share]"

# Once a form.
YEAR, UNITS, NOTHING = "[live.year]", "[live.units]", "[live.nothing]"
MET, PARTLY, UNMET = "[live.met]", "[live.partly]", "[live.unmet]"
LINE_BREAK = "[live.line_break]"

ROW_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "target_text": "生成时的指标值",
        "name_text": "生成时的三级指标",
        "actual_text": "生成时的完成值",
        "aspect": "二级指标",
        "target_code": "生成时的指标值读数",
        "actual_code": "生成时的完成值读数",
        "cost": "是否成本",
        "name_unit": "名称中的单位",
        "target_clean": "指标值（统一写法）",
        "target_tail": "指标值的单位部分",
        "target_digits": "指标值的数字部分",
        "target_number": "目标读数",
        "target_unit": "目标单位",
        "direction": "方向",
        "actual_clean": "完成值（统一写法）",
        "actual_tail": "完成值的单位部分",
        "actual_digits": "完成值的数字部分",
        "actual_number": "完成值的数",
        "factor": "单位换算",
        "converted": "换算后的数",
        "doubtful": "量级存疑",
        "measured": "数值读数",
        "said": "词义",
        "worded": "文字读数",
        "reading": "实际读数",
        "share": "得分率",
    }
)
"""Heading of every helper column by its field under ``i.live``."""

FORM_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "year": "年度",
        "units": "单位词表",
        "nothing": "未填词表",
        "met": "达成词表",
        "partly": "部分达成词表",
        "unmet": "未达成词表",
        "line_break": "换行符",
    }
)
"""Label of every form-wide helper cell by its field under ``live``."""
