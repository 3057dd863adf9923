"""What a person must look at in next year's master.

These are found while a master is rolled over (:mod:`perfxl.core.rollover`); the codes live
here with all the others.
"""

from __future__ import annotations

from perfxl.core.finding import FindingKind, Severity

YEAR_IN_NAME = FindingKind(
    "Y01",
    Severity.WARNING,
    "名称中有年份",
    "项目或指标的名称写着年份，可能要随年度改，也可能指某一年的文件、班级，程序不改，由人决定。",
)
YEAR_IN_GOAL = FindingKind(
    "Y02",
    Severity.WARNING,
    "预期目标中有年份",
    "预期目标照抄到下一年，文字里的年份程序不改，由人决定。",
)
YEAR_KEPT_IN_TARGET = FindingKind(
    "Y03",
    Severity.WARNING,
    "指标值中的年份没有改",
    "指标值写着年份，但整段不是一个认得出、确实存在的日期，不能照样移到下一年。",
)
DEADLINE_OF_ANOTHER_YEAR = FindingKind(
    "Y04",
    Severity.WARNING,
    "时限原来不在本年度内",
    "各时限一律后移一年；原来就写到下一年度的（如结转到次年完成的项目），移过以后可能又晚了一年。",
)
NO_YEAR = FindingKind(
    "Y05",
    Severity.WARNING,
    "原总表没有年度",
    "原总表没有填写年度，新总表的年度也空着，没有年份的日期无法判断。",
)

KINDS = (
    YEAR_IN_NAME,
    YEAR_IN_GOAL,
    YEAR_KEPT_IN_TARGET,
    DEADLINE_OF_ANOTHER_YEAR,
    NO_YEAR,
)
