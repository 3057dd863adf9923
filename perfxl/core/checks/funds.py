"""项目资金: amounts that are numbers, add up and agree with what is printed beside them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfxl.core.checks.statement import (
    BLANK,
    is_left_open,
    is_weighed,
    no_number,
    shown,
    state,
)
from perfxl.core.derivation import basis
from perfxl.core.evaluation import (
    AMOUNT_COLUMNS,
    FUND_ROWS,
    TOTAL_FUNDS,
    Amount,
    AmountUnit,
    Evaluation,
    FundRow,
)
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.judgement import Judgement
from perfxl.core.quantity import amount as read_amount
from perfxl.core.quantity import decimal, plain, round_half_up
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score, Scorecard

NOT_A_NUMBER = FindingKind(
    "F01",
    Severity.ERROR,
    "金额不是数",
    "资金栏只能填数，单位写在表头。不是数的金额无法计算执行率。",
)
NEGATIVE = FindingKind("F02", Severity.ERROR, "金额为负数", "预算数和执行数不能小于0。")
MISSING = FindingKind(
    "F05",
    Severity.ERROR,
    "全年预算数或全年执行数未填",
    "执行率 = 全年执行数 ÷ 全年预算数，缺一项就无法计分。没有执行的应填0。",
)
NO_INITIAL_BUDGET = FindingKind(
    "F06",
    Severity.NOTE,
    "年初预算数未填",
    "年初没有安排预算的（年中追加的项目）应填0，以免误认为漏填。",
)
OVERSPENT = FindingKind(
    "F07",
    Severity.ERROR,
    "全年执行数超过全年预算数",
    "支出必须以经批准的预算为依据（预算法第十三条）。全年预算数应是调整后的预算；执行率得分以分值为限。",
)
NO_BUDGET = FindingKind(
    "F08",
    Severity.WARNING,
    "全年预算数为0",
    "没有预算就没有执行率，得分按评分办法的规定（通行做法为0分）。",
)
SCORED_SOURCE = FindingKind(
    "F09",
    Severity.WARNING,
    "分值或得分填到了“其中”行",
    "预算执行率只按年度资金总额计一次分，其中各行的分值和得分应为“—”，否则会重复计分。",
)
RATE_UNREADABLE = FindingKind(
    "F10",
    Severity.WARNING,
    "执行率写法有误",
    "执行率应是百分数，如81.34%。",
)
RATE_WRONG = FindingKind(
    "F11",
    Severity.WARNING,
    "执行率与金额不符",
    "执行率 = 全年执行数 ÷ 全年预算数，不是除以年初预算数。",
)
WRONG_UNIT = FindingKind(
    "F12",
    Severity.WARNING,
    "金额大小与单位不相称",
    "表头写万元而总额达10亿元以上，或表头写元而总额不足1000元，多半是把元填进了万元的表，或把万元填进了元的表。",
)

KINDS = (
    NOT_A_NUMBER,
    NEGATIVE,
    MISSING,
    NO_INITIAL_BUDGET,
    OVERSPENT,
    NO_BUDGET,
    SCORED_SOURCE,
    RATE_UNREADABLE,
    RATE_WRONG,
    WRONG_UNIT,
)

_OPEN = Judgement.UNDECIDED.value
_ZERO = Decimal(0)
_HALF = Decimal("0.5")
# A project of more than 10亿元 is rare, one of less than 1000元 is none.
_MOST_WAN, _LEAST_YUAN = Decimal(100_000), Decimal(1000)


def check_amounts(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """Amounts that are no numbers, negative, overspent, or missing in the total."""
    for label, row in _rows(evaluation):
        for column, amount in row.amounts():
            if amount is not None and amount.value is None:
                yield state(
                    NOT_A_NUMBER,
                    evaluation,
                    f"{label}.{column}",
                    found=no_number(amount.raw),
                    expected="数，如60或260.2976",
                    fix="重新输入只有数字的金额",
                )
            elif amount is not None and amount.value is not None and amount.value < 0:
                yield state(
                    NEGATIVE,
                    evaluation,
                    f"{label}.{column}",
                    found=shown(amount.raw),
                    expected="0或正数",
                    fix="核对金额",
                )
        budget, executed = _number(row.annual_budget), _number(row.executed)
        if budget is not None and executed is not None and executed > budget >= 0:
            yield state(
                OVERSPENT,
                evaluation,
                f"{label}.全年执行数",
                found=f"{plain(executed)}，预算数为{plain(budget)}",
                expected=f"不超过{plain(budget)}",
                fix="核对全年预算数是否为调整后的预算，或更正执行数",
            )
    yield from _missing(evaluation)
    if _number(evaluation.funding.total.annual_budget) == 0 and scorecard.execution.weight != 0:
        yield _no_budget(evaluation, scorecard.execution)
    yield from _wrong_unit(evaluation)


def _wrong_unit(evaluation: Evaluation) -> Iterator[Finding]:
    """The first amount of the total that is out of all proportion in the form's unit."""
    unit = evaluation.amount_unit
    for column, amount in evaluation.funding.total.amounts():
        value = _number(amount)
        if not value:
            continue
        if unit is AmountUnit.WAN and value >= _MOST_WAN:
            other = AmountUnit.YUAN
        elif unit is AmountUnit.YUAN and 0 < value < _LEAST_YUAN:
            other = AmountUnit.WAN
        else:
            continue
        yield state(
            WRONG_UNIT,
            evaluation,
            f"{TOTAL_FUNDS}.{column}",
            found=f"{plain(value)}{unit.value}",
            expected=f"以{unit.value}为单位的金额",
            fix=f"核对是否填成了{other.value}；确实这么多的可以不改",
        )
        return


def _missing(evaluation: Evaluation) -> Iterator[Finding]:
    total = evaluation.funding.total
    for column, amount in total.amounts():
        if amount is None and _is_asked_for(evaluation, column):
            yield state(
                NO_INITIAL_BUDGET if column == "年初预算数" else MISSING,
                evaluation,
                f"{TOTAL_FUNDS}.{column}",
                found=BLANK,
                expected="金额，没有的填0",
                fix=f"填写{column}",
            )


def _no_budget(evaluation: Evaluation, execution: Score) -> Finding:
    """That there is no execution rate, what it scores all the same, and every way out."""
    found, fix = "0", "漏填的补填全年预算数（含年中追加的）"
    if _number(evaluation.funding.total.executed):
        fix = "已经有支出，请填调整（追加）以后的全年预算数"
    elif execution.rule is not None and any(map(is_weighed, evaluation.indicators)):
        found = (
            f"0，预算执行率得{plain(execution.rule)}分（分值{plain(execution.weight or _ZERO)}）"
        )
        fix += (
            "；全年确实没有预算的：不列入自评，就从总表里删去这个项目；列入自评而不评执行率，"
            "就在总表的“预算执行分值”里填0，把这些分加到各项指标的分值里；"
            f"都不改，就得{plain(execution.rule)}分（{basis(execution)}）"
        )
    return state(
        NO_BUDGET,
        evaluation,
        f"{TOTAL_FUNDS}.全年预算数",
        found=found,
        expected="大于0的预算",
        fix=fix,
    )


def _is_asked_for(evaluation: Evaluation, column: str) -> bool:
    """Whether the form has a cell for an amount of the total.

    Some places print no 年初预算数; without the two others there is no execution rate.
    """
    known = {field for field in evaluation.places if field.startswith(f"{TOTAL_FUNDS}.")}
    return column != "年初预算数" or not known or f"{TOTAL_FUNDS}.{column}" in known


def _rows(evaluation: Evaluation) -> Iterator[tuple[str, FundRow]]:
    """The official rows, then those of other names (中央财政资金, 单位资金), kept as evidence."""
    yield from evaluation.funding.rows()
    if not any(given for _, given in evaluation.funding.total.amounts()):
        return  # one of them is the total under a name of its own
    unit = evaluation.amount_unit.value
    others: dict[str, dict[str, Amount | None]] = {}
    for item in evaluation.evidence:
        label, _, column = item.field.rpartition(".")
        if column in AMOUNT_COLUMNS and label not in FUND_ROWS and not label.startswith("指标"):
            others.setdefault(label, {})[column] = read_amount(item.text.strip().removesuffix(unit))
    for label, found in others.items():
        yield label, FundRow(*map(found.get, AMOUNT_COLUMNS))


def check_printed_funds(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """分值, 得分 and 执行率 printed on a collected form."""
    if not evaluation.evidence:
        return
    printed = {item.field: item.text for item in evaluation.evidence}
    for label, row in _rows(evaluation):
        if label != TOTAL_FUNDS:
            texts = {column: printed.get(f"{label}.{column}") for column in ("分值", "得分")}
            repeated = {column: text for column, text in texts.items() if not is_left_open(text)}
            if repeated:
                yield state(
                    SCORED_SOURCE,
                    evaluation,
                    f"{label}.{next(iter(repeated))}",
                    found="、".join(f"{column}{shown(text)}" for column, text in repeated.items()),
                    expected="—",
                    fix="删去这一行的分值和得分",
                )
        rate = printed.get(f"{label}.执行率")
        if rate is not None and not is_left_open(rate) and not _is_open(rate, row):
            yield from _rate(evaluation, f"{label}.执行率", rate, row)


def _is_open(rate: str, row: FundRow) -> bool:
    """Whether 待确定 stands for the rate of amounts that are no numbers."""
    return rate == _OPEN and None in (_number(row.annual_budget), _number(row.executed))


def _rate(evaluation: Evaluation, field: str, text: str, row: FundRow) -> Iterator[Finding]:
    """A printed rate; rounding it is no fault, only dividing by something else is."""
    bare = "".join(text.split()).replace("％", "%")
    number = decimal(bare.removesuffix("%"))
    if number is None:
        yield state(
            RATE_UNREADABLE,
            evaluation,
            field,
            found=shown(text),
            expected="百分数，如81.34%",
            fix="改为百分数",
        )
        return
    budget, executed = _number(row.annual_budget), _number(row.executed)
    if not budget or executed is None:
        return
    exact = executed / budget * 100
    digits = -int(number.as_tuple().exponent)
    readings = [(number, digits)]
    if not bare.endswith("%"):  # a share (0.81) in some places, a percentage (81) in others
        readings.append((number * 100, max(digits - 2, -1)))
    if not any(_within(value, exact, places) for value, places in readings):
        yield state(
            RATE_WRONG,
            evaluation,
            field,
            found=shown(text),
            expected=f"{plain(executed)} ÷ {plain(budget)} = {plain(round_half_up(exact, 2))}%",
            fix="按全年执行数和全年预算数重新计算，或核对这两个金额",
        )


def _within(number: Decimal, exact: Decimal, digits: int) -> bool:
    """Whether ``number`` can be ``exact`` rounded to ``digits`` decimals."""
    return abs(number - exact) <= _HALF.scaleb(-digits)


def _number(amount: Amount | None) -> Decimal | None:
    return None if amount is None else amount.value
