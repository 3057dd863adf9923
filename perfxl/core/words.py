"""Words of attainment: what 已完成, 基本达到 or 未开展 say about a target.

Only whole texts are understood.  A negation is no sign of failure by itself (未超支, 无事故
are what was wanted), so everything outside these phrases stays undecided.
"""

from __future__ import annotations

import re
from functools import lru_cache

from perfxl.core.evaluation import Attainment
from perfxl.regex import regex

_GOAL = (
    r"(?:了|到|至)?(?:预期|预定|年度|年初|全年|既定|设定|绩效|工作|总体|目标值?|指标值?|效果|要求"
    r"|标准|任务|计划){0,6}"
)
_ALL = r"(?:全部|各项|所有)?"
_DONE = r"(?:完成|达成|实现|达到|达标|落实|建成|完工|竣工)"
_BEGUN = r"(?:执行|实施|开展|投入使用)"
_GOING_ON = r"(?:建设|推进|实施|进行|施工|建造|开展|执行|办理|采购|筹备|改造)"
_WHOLLY = (
    r"(?:已|均|都|全部|全面|圆满|顺利|按时|按期|如期|按计划|按要求|及时|提前|超额|整体|完全){0,4}"
)
_MET = regex(
    rf"{_WHOLLY}{_DONE}(?:完毕)?{_ALL}{_GOAL}|{_WHOLLY}{_BEGUN}完毕"
    r"|(?:已|均|都)?(?:达|符合)(?:预期|标准|要求)(?:目标|效果|要求)?"
)
_PARTLY = regex(
    rf"(?:已|均)?(?:基本|部分)(?:上|已|已经)?(?:{_DONE}|{_BEGUN}){_ALL}{_GOAL}(?:并具有一定效果)?"
    rf"|(?:正在|仍在|尚在|还在|持续|有序|稳步|逐步)?{_GOING_ON}之?中"
    rf"|(?:正在|仍在|尚在|还在){_GOING_ON}"
    r"|在建中?|尚?未(?:全部|完全)完成|基本|部分"
)
_YET = r"(?:均|都|尚|仍|还|暂)?"
_UNMET = regex(
    rf"{_YET}(?:未|未能|没有|没|未有)(?:进行|得到)?(?:{_DONE}|{_BEGUN}){_GOAL}(?:且效果较差)?"
    rf"|{_YET}未(?:启动|开工|动工|支付|进行)|不达标"
)
_PHRASES = (
    (Attainment.PARTLY, _PARTLY),
    (Attainment.UNMET, _UNMET),
    (Attainment.MET, _MET),
)
_ON_TIME = regex(r"(?:已|均|都)?(?:按时|按期|如期|及时|提前)")
# 降低事故, 零投诉, 无重大问题: a zero or 无 beside them can be what was wanted.
_WISHED_AWAY = regex(r"无|零|未|没有|杜绝|避免|防止|不发生|不出现|不存在|减少|降低|下降")
_MORE = regex(
    r"(?:已|均|都|得到|达到|实现|显著|有效|不断|明显|持续|进一步|大幅|大力|全面|切实|稳步|极大|了){1,4}"
)
_PARTIAL = regex(r"(?:已|均)?(?:基本|部分)(?:上|得到|实现|达到)?")
_NEGATED = regex(r"(?:尚|仍|还|均)?(?:不|未|没有|未能|没)(?:得到)?")
# 提升居民安全感 is answered with 居民安全感得到提升.
_CHANGE = regex(
    r"(提升|提高|改善|增强|促进|优化|加强|完善|保障|维护|缓解|满足|改进|巩固|规范)"
    r"([\u4e00-\u9fff、]{2,})"
)
_HARM = (  # behind letters that are no Latin ones: a range of all Chinese takes re 2 ms
    r"[^\W\d_A-Za-z]{0,12}?(?:事故|事件|投诉|上访|信访|违规|违纪|违法|问题|差错|失误|错误|伤亡|死亡|火灾|案件"
    r"|拖欠|欠薪|污染|泄露|泄漏|故障|舆情|纠纷|举报|延误|浪费|返贫|失学|辍学|伤害|损失|超支|灾害|蔓延)"
)
_HAPPEN = "(?:发生|出现|产生|存在)"
_ABSENCE = regex(
    rf"(?:确保|保证|实现|做到|全年)?(?:(?:无|零|没有|杜绝|避免|防止)(?P<what>{_HARM})(?:的?{_HAPPEN})?"
    rf"|(?:不|未|没有|杜绝|避免|防止)再?{_HAPPEN}(?P<more>{_HARM})?)"
)
_ABSENT = regex(
    rf"(?:全年|本年度?|年内|当年|均|一直)?(?:(?:未|没有|没)再?{_HAPPEN}过?|无{_HAPPEN}|不存在"
    rf"|无|零|未有|没有|未|没)(?P<what>{_HARM})?{_HAPPEN}?"
)
_BUDGETED = (
    "(?:项目|部门|年度|批复|批准|核定|财政|投资|总)?(?:预算|概算)(?:控制)?(?:数|额|总额|金额)?"
)
_WITHIN = regex(
    rf"(?:严格)?(?:控制)?在?{_BUDGETED}(?:控制)?(?:范围)?[以之]?内"
    rf"|(?:不|未|没有?|均未)(?:超出?|超过|突破){_BUDGETED}"
)
_BEYOND = regex(rf"已?(?:超出?|超过|突破){_BUDGETED}")
_ENTIRE = regex(r"全部|全覆盖|全额|应[\u4e00-\u9fff]尽[\u4e00-\u9fff]")
# A character of each way to say so: most targets have none.
_DENYING = frozenset("无零没杜避防不未")
_LIMITING = frozenset("内超突")
_NONE = frozenset(("无", "未", "没有", "否"))
_NOT_DONE = frozenset("未没")  # or none happened


@lru_cache(maxsize=4096)
def attainment_of(text: str, target: str = "") -> Attainment | None:
    """What the cleaned ``text`` says by itself or beside the words of its ``target``.

    The target's own word means met, also with 显著, 有效, 不断 … before it; with 基本 or 部分
    before it partly, with 未 before it unmet.  ``None``: undecided.
    """
    text = text.removesuffix("了")
    known = _kept_off(text, target) or _within_budget(text, target) if target else None
    if known is not None:
        return known
    found = (_beside(text, target) if target else None) or _by_itself(text)
    if found is Attainment.UNMET and wishes_absence(target):
        return None
    return found


def says_none(text: str) -> bool:
    """Whether the cleaned ``text`` only denies: 无, 未, 没有.  Nothing done, or none happened."""
    return text in _NONE


def says_all(text: str) -> bool:
    """Whether the cleaned ``text`` says that none was left out: 全部, 应保尽保."""
    return _ENTIRE.fullmatch(text) is not None


def wants_none(target: str) -> bool:
    """Whether ``target`` wants that nothing bad happens, and no more ("无事故", "不发生")."""
    return _absence(target) is not None


def _absence(target: str) -> re.Match[str] | None:
    return None if _DENYING.isdisjoint(target) else _ABSENCE.fullmatch(target)


def wishes_absence(target: str) -> bool:
    """Whether ``target`` wants something not to happen ("无投诉", "杜绝事故")."""
    return _WISHED_AWAY.search(target) is not None


def is_on_time(text: str) -> bool:
    """Whether the cleaned ``text`` says that a date was kept, and no more ("按期")."""
    return _ON_TIME.fullmatch(text) is not None


def _by_itself(text: str) -> Attainment | None:
    if text in _NONE:
        return Attainment.UNMET
    for attainment, pattern in _PHRASES:
        if pattern.fullmatch(text):
            return attainment
    return None


def _kept_off(text: str, target: str) -> Attainment | None:
    """Met where what the target wants not to happen did not: 未发生 beside 不发生事故.

    未发生事故 says more than 未发生重大事故, and not the other way round.
    """
    wanted = _absence(target)
    said = _ABSENT.fullmatch(text) if wanted else None
    if wanted is None or said is None or text in _NOT_DONE:
        return None
    feared, absent = wanted["what"] or wanted["more"] or "", said["what"] or ""
    return Attainment.MET if not feared or feared.endswith(absent) else None


def _within_budget(text: str, target: str) -> Attainment | None:
    if _LIMITING.isdisjoint(target) or _WITHIN.fullmatch(target) is None:
        return None
    if _WITHIN.fullmatch(text):
        return Attainment.MET
    return Attainment.UNMET if _BEYOND.fullmatch(text) else None


def _beside(text: str, target: str) -> Attainment | None:
    if text == target.removesuffix("了"):
        return Attainment.MET
    if len(target) >= 4 and _turned(text, target):
        return Attainment.MET
    before = _before(text, target)
    if before is None:
        return None
    if not before or _MORE.fullmatch(before):
        return Attainment.MET
    if _PARTIAL.fullmatch(before):
        return Attainment.PARTLY
    if _NEGATED.fullmatch(before):
        return Attainment.UNMET
    return None


def _turned(text: str, target: str) -> bool:
    """Whether the same words stand the other way round: 运行正常 for 正常运行."""
    return len(text) == len(target) and text in (target[2:] + target[:2], target[-2:] + target[:-2])


def _before(text: str, target: str) -> str | None:
    """What stands before the words of the target, or before its verb where the object leads."""
    if len(target) >= 2 and text.endswith(target):
        return text[: -len(target)]
    change = _CHANGE.fullmatch(target)
    if change is None or not text.endswith(change[1]) or not text.startswith(change[2]):
        return None
    return text[len(change[2]) : -len(change[1])]
