"""One form that was read: scored and checked by itself."""

from __future__ import annotations

from perfxl.core.checks.all_checks import check, check_unscored, judged
from perfxl.core.checks.layout import NO_INDICATORS
from perfxl.core.checks.results import without_full_scores
from perfxl.core.rulebook import Rulebook
from perfxl.core.scoring import score
from perfxl.forms.master_places import told_once
from perfxl.forms.other_rulebook import with_other_rulebook
from perfxl.forms.reading import FormKind, Reading
from perfxl.forms.sources import Checked, Source


def checked_form(source: Source, reading: Reading, name: str, rules: Rulebook) -> Checked:
    """A form of ``source``; ``name`` is that of the rulebook."""
    if not _is_scored(reading):
        return _unscored(source, reading, name, rules)
    scorecard = score(reading.evaluation, rules)
    found = without_full_scores(check(reading.evaluation, scorecard, rules), reading.findings)
    # That there are no indicators is said by the check, of a master as of a form.
    of_layout = (each for each in reading.findings if each.kind is not NO_INDICATORS)
    printed = scorecard.execution.weight if reading.rulebook else None
    found = with_other_rulebook(found, reading.evaluation, rules, printed)
    return Checked(
        source.path,
        name,
        reading.evaluation,
        scorecard,
        (*judged(of_layout, rules), *told_once(found, reading.evaluation)),
        of_master=source.rulebook is not None,
        content=source.content,
    )


def _unscored(source: Source, reading: Reading, name: str, rules: Rulebook) -> Checked:
    """A form that no rulebook scores: of a transfer without weights all the rest is checked."""
    facts, path, content = reading.evaluation, source.path, source.content
    named = f"{facts.project}：" if facts.project else ""
    kind = f"{named}这是“{reading.kind.value}”"
    if reading.kind is not FormKind.TRANSFER:
        remark = f"{kind}，不是自评表，没有评分和检查"
        return Checked(path, name, remark=remark, content=content, unscored=facts)
    remark = f"{kind}，没有分值，不评分、不汇总；其余内容已检查"
    findings = (*judged(reading.findings, rules), *check_unscored(facts, rules))
    return Checked(path, name, findings=findings, remark=remark, content=content, unscored=facts)


def _is_scored(reading: Reading) -> bool:
    """Targets and mid-year forms have no scores; those of transfers often have no weights."""
    if reading.kind is FormKind.TRANSFER:
        return any(indicator.weight for indicator in reading.evaluation.indicators)
    return reading.kind in (FormKind.SELF_EVALUATION, FormKind.DEPARTMENT)
