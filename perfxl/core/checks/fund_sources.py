"""年度资金总额 against the sum of its sources, also those that the official form does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from perfxl.core.checks.statement import state
from perfxl.core.evaluation import FUND_ROWS, TOTAL_FUNDS, Evaluation
from perfxl.core.finding import Finding, FindingKind, Severity
from perfxl.core.quantity import decimal, plain
from perfxl.core.rulebook import Rulebook
from perfxl.core.score import Scorecard

NOT_THE_SUM = FindingKind(
    "F03",
    Severity.ERROR,
    "资金总额与各项之和不符",
    "年度资金总额应等于当年财政拨款、上年结转资金与其他资金之和；表上另列的资金（中央、省级、自筹等）也计入。",
)
NO_SOURCES = FindingKind(
    "F04",
    Severity.WARNING,
    "资金来源未填",
    "只填了年度资金总额，没有填写其中的当年财政拨款、上年结转资金、其他资金或别的来源，无法核对。",
)
KINDS = (NOT_THE_SUM, NO_SOURCES)

# What a layout of other sources calls the columns of its amounts.
_COLUMNS = {
    "年初预算数": ("年初预算数",),
    "全年预算数": ("全年预算数", "预算"),
    "全年执行数": ("全年执行数", "执行"),
}
_MOST_OTHERS = 10  # of more rows the sums of all choices are not tried
_ZERO = Decimal(0)


def check_sources(
    evaluation: Evaluation, scorecard: Scorecard, rulebook: Rulebook
) -> Iterator[Finding]:
    """年度资金总额 against the sum of its sources, column by column."""
    sourceless = ""
    for column, total, sources in evaluation.funding.columns():
        given = [source for source in sources if source is not None]
        others = _others(evaluation, column)
        if total is None or not total.value:
            continue
        if not given and not others:
            sourceless = sourceless or (column if _has_rows(evaluation) else "")
            continue
        values = [source.value for source in given if source.value is not None]
        if len(values) == len(given) and not _adds_up(total.value, values, others):
            parts = " + ".join(plain(value) for value in (*values, *others))
            whole = plain(sum((*values, *others), _ZERO))
            yield state(
                NOT_THE_SUM,
                evaluation,
                f"{TOTAL_FUNDS}.{column}",
                found=plain(total.value),
                expected=f"各项之和{parts if parts == whole else f'{parts} = {whole}'}",
                fix="核对总额与各项资金，改正写错的一个",
            )
    if sourceless:
        # Blank cells have no place in a collected form: the total beside them has.
        yield state(
            NO_SOURCES,
            evaluation,
            f"{TOTAL_FUNDS}.{sourceless}",
            found=f"{sourceless}有总额，其中各行空白",
            expected="各项资金之和等于总额",
            fix="填写当年财政拨款、上年结转资金和其他资金",
        )


def _has_rows(evaluation: Evaluation) -> bool:
    """Whether the form has rows to fill the sources in: some places print the total alone."""
    _, *sources = FUND_ROWS
    known = {row for row, dot, _ in (field.partition(".") for field in evaluation.places) if dot}
    return TOTAL_FUNDS not in known or not known.isdisjoint(sources)


def _others(evaluation: Evaluation, column: str) -> list[Decimal]:
    """The amounts of rows such as 中央资金 and 自筹资金, which are kept as evidence."""
    amounts = (
        decimal(item.text)
        for item in evaluation.evidence
        if (path := item.field.rpartition("."))[0] not in FUND_ROWS and path[2] in _COLUMNS[column]
    )
    return [amount for amount in amounts if amount is not None]


def _adds_up(total: Decimal, values: Sequence[Decimal], others: Sequence[Decimal]) -> bool:
    """Whether some of ``others`` make up what ``values`` lack: a layout may divide a source too."""
    lacking = total - sum(values, _ZERO)
    if not others:
        return lacking == 0
    if len(others) > _MOST_OTHERS:
        return _ZERO <= lacking <= sum(others, _ZERO)
    return any(
        sum(chosen, _ZERO) == lacking
        for size in range(len(others) + 1)
        for chosen in combinations(others, size)
    )
