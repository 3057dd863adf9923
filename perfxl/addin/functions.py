"""The worksheet functions: the core, callable from a cell.

Arguments come as rows of cells.  Nothing is computed here; what a cell shows is what the
command line, the button and the form's own formulas get from the same core.
"""

from __future__ import annotations

from decimal import Decimal

from perfxl.addin import arguments, cell
from perfxl.addin.cell import CellError
from perfxl.addin.worksheet import Result, worksheet_function
from perfxl.core import quantity, scoring
from perfxl.core.checks.all_checks import check
from perfxl.core.derivation import basis, derive
from perfxl.core.evaluation import Evaluation, FundRow, Indicator
from perfxl.core.judgement import Judgement
from perfxl.core.reading import Target, TargetKind
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Score
from perfxl.core.target import read_target
from perfxl.errors import PerfxlError

_ROW = {
    "target": "年度指标值",
    "actual": "实际完成值",
    "weight": "分值",
    "aspect": "二级指标，可省略；成本指标按越低越好计分",
    "attainment": "完成情况：达成、部分达成、未达成，可省略",
    "rulebook": "评分办法的名称，省略时用 mof-2020",
    "name": "三级指标，可省略；名称中的单位用于理解指标值",
    "year": "年度，可省略；用于补齐没有年份的日期",
}


@worksheet_function(
    "执行率：全年执行数÷全年预算数，不舍入。",
    executed="全年执行数",
    budget="全年预算数（不是年初预算数）",
)
def PERF_RATE(executed: object, budget: object) -> Result:  # noqa: N802 - Excel's style
    """执行率 as a fraction; ``#DIV/0!`` without a budget."""
    row = FundRow(annual_budget=arguments.amount(budget), executed=arguments.amount(executed))
    if row.annual_budget is None or row.executed is None:
        return None
    if row.annual_budget.value is None or row.executed.value is None:
        raise CellError("#VALUE!")
    rate = scoring.score_execution(row, None, rulebook=arguments.rulebook(None)).completion
    if rate is None:
        raise CellError("#DIV/0!")
    return rate


@worksheet_function("一条指标的得分；无法确定时给出“待确定”。", **_ROW)
def PERF_SCORE(  # noqa: N802
    target: object,
    actual: object,
    weight: object,
    aspect: object = None,
    attainment: object = None,
    rulebook: object = None,
    name: object = None,
    year: object = None,
) -> Result:
    """The score of one indicator by the rulebook; the text 待确定 when a person must decide."""
    return _shown(arguments.score(target, actual, weight, aspect, attainment, rulebook, name, year))


@worksheet_function(
    "一组指标的得分，一次算完；与指标值同样排列。",
    targets="年度指标值的区域",
    actuals="实际完成值的区域",
    weights="分值的区域",
    aspects="二级指标的区域，可省略；合并单元格以下的空格沿用上格",
    attainments="完成情况的区域，可省略",
    rulebook=_ROW["rulebook"],
    names="三级指标的区域，可省略",
    year=_ROW["year"],
)
def PERF_SCORES(  # noqa: N802
    targets: object,
    actuals: object,
    weights: object,
    aspects: object = None,
    attainments: object = None,
    rulebook: object = None,
    names: object = None,
    year: object = None,
) -> Result:
    """The scores of a row or column of indicators, arranged as ``targets``.

    A row without target, actual and weight stays empty; an unusable one holds its own
    error value and leaves the others alone.
    """
    shape = cell.block(targets)
    if len(shape) > 1 and len(shape[0]) > 1:
        raise CellError("#VALUE!")
    size = max(len(shape), len(shape[0]))
    columns = [
        arguments.line(column, size)
        for column in (targets, actuals, weights, aspects, attainments, names)
    ]
    columns[3] = arguments.filled_down(columns[3])
    rows = zip(*columns, strict=True)
    scores = [_score_in_block(*row, rulebook=rulebook, year=year) for row in rows]
    return [[it] for it in scores] if len(shape) > 1 else [scores]


@worksheet_function(
    "总分：执行率得分与各指标得分之和，四舍五入；未定的得分不计入。",
    scores="得分的区域",
    execution="预算执行率的得分，可省略",
    rulebook=_ROW["rulebook"],
)
def PERF_TOTAL(  # noqa: N802
    scores: object, execution: object = None, rulebook: object = None
) -> Result:
    """The rounded sum of the scores that are numbers."""
    return _total(_scores(scores, execution), arguments.rulebook(rulebook))


@worksheet_function(
    "等级：优、良、中、差。给出总分，或得分的区域；有未定的得分时给出“待确定”。",
    scores="总分，或得分的区域",
    execution="预算执行率的得分，可省略",
    rulebook=_ROW["rulebook"],
)
def PERF_GRADE(  # noqa: N802
    scores: object, execution: object = None, rulebook: object = None
) -> Result:
    """The grade of a total, or of the total of a range of scores."""
    rules = arguments.rulebook(rulebook)
    found = _scores(scores, execution)
    if not found:
        return None
    if None in found:
        return Judgement.UNDECIDED.value
    return rules.grade(_total(found, rules))


@worksheet_function("得分的由来：算式、所依据的条文和需要注意的事项。", **_ROW)
def PERF_WHY(  # noqa: N802
    target: object,
    actual: object,
    weight: object,
    aspect: object = None,
    attainment: object = None,
    rulebook: object = None,
    name: object = None,
    year: object = None,
) -> Result:
    """The derivation of a score, its basis and its cautions, as one text."""
    try:
        score = arguments.score(target, actual, weight, aspect, attainment, rulebook, name, year)
    except PerfxlError as error:
        return str(error)
    text = derive(score)
    for caution in score.cautions:
        if caution.value not in text:
            text += f"；{caution.value}"
    return f"{text}（{basis(score)}）"


@worksheet_function(
    "一条指标存在的问题；没有问题时为空。",
    **_ROW,
    score="表中的得分，可省略；与评分办法不符时指出",
    note="偏差原因分析及改进措施，可省略",
)
def PERF_CHECK(  # noqa: N802
    target: object,
    actual: object,
    weight: object,
    aspect: object = None,
    attainment: object = None,
    rulebook: object = None,
    name: object = None,
    year: object = None,
    score: object = None,
    note: object = None,
) -> Result:
    """The findings of one indicator as text, one a line."""
    try:
        rules = arguments.rulebook(rulebook)
    except PerfxlError as error:
        return str(error)
    indicator = Indicator(
        aspect=cell.single(aspect),
        name=cell.single(name),
        target=cell.single(target),
        actual=cell.single(actual),
        weight=arguments.amount(weight),
        attainment=arguments.attainment(attainment),
        deviation_note=cell.single(note),
        printed_score=cell.single(score),
    )
    evaluation = Evaluation(year=arguments.year(year), indicators=(indicator,))
    # What was not given as an argument may well stand in the sheet.
    unknown = {"指标1.一级指标"}
    unknown |= {"指标1.二级指标"} if indicator.aspect is None else set()
    unknown |= {"指标1.三级指标"} if indicator.name is None else set()
    return "\n".join(
        f"{it.severity.value}：{it.kind.title}；{it.fix}"
        for it in check(evaluation, scoring.score(evaluation, rules), rules)
        if it.field.startswith("指标1.") and it.field not in unknown
    )


@worksheet_function(
    "读出指标值的一部分：符号、数值、单位、类型。",
    text="年度指标值",
    part="要读出的部分：符号、数值、单位、类型",
)
def PERF_TARGET(text: object, part: object) -> Result:  # noqa: N802
    """One part of a target as the core reads it; a number in the unit it was written in."""
    target = read_target(cell.single(text))
    match cell.single(part):
        case "符号" | "sign":
            return target.sign.value if target.sign else None
        case "数值" | "number":
            return _number(target)
        case "单位" | "unit":
            return target.unit or None
        case "类型" | "kind":
            return target.kind.value
    raise CellError("#VALUE!")


def _score_in_block(
    target: object,
    actual: object,
    weight: object,
    aspect: object,
    attainment: object,
    name: object,
    *,
    rulebook: object,
    year: object,
) -> Decimal | str | None:
    if target in (None, "") and actual in (None, "") and weight in (None, ""):
        return None
    try:
        return _shown(
            arguments.score(target, actual, weight, aspect, attainment, rulebook, name, year)
        )
    except CellError as error:
        return str(error)


def _shown(score: Score) -> Decimal | str:
    return Judgement.UNDECIDED.value if score.rule is None else score.rule


def _number(target: Target) -> Decimal | str | None:
    if target.low is None or target.high is None:
        return target.date.isoformat() if target.date else None
    low, high = target.low / target.scale, target.high / target.scale
    if target.kind is TargetKind.RANGE:
        return f"{quantity.plain(low)}-{quantity.plain(high)}"
    return low


def _scores(scores: object, execution: object) -> list[Decimal | None]:
    """Every score that is filled; ``None`` for one that is a text."""
    texts = [
        cell.text(value)
        for argument in (scores, execution)
        for row in cell.block(argument)
        for value in row
    ]
    return [quantity.decimal(text) for text in texts if text is not None]


def _total(scores: list[Decimal | None], rulebook: Rulebook) -> Decimal:
    decided = (score for score in scores if score is not None)
    return quantity.round_half_up(sum(decided, Decimal(0)), rulebook.digits)
