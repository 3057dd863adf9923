"""Which share of the values of forms is read right: for forms no reader has seen.

``python -m tests.corpus.share PATH.toml…`` reads the ``.form`` (as a workbook and as a
document) or the ``.txt`` beside each expectation and prints, for every file and for all:

right    the value stands in its field, or as evidence under whatever name
flagged  it is listed as unplaced, or a finding points at its field (L17: at its column or row)
wrong    the field holds something else, or the value stands in another field, silently
lost     it is nowhere
surplus  fields of the form that hold something though nothing was expected there
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from perfxl.forms.reader import read_forms
from perfxl.forms.reading import Reading
from tests.corpus.expectation import actual, expected
from tests.corpus.notation import document, workbook

_NO_VALUES = ("检查", "跳过", "表", "未归位")


def judged(wanted: list[dict[str, str]], readings: tuple[Reading, ...]) -> list[tuple[str, str]]:
    """A verdict and a sentence for every expected value and every surplus one."""
    found = [actual(reading) for reading in readings]
    listed = {item.text for reading in readings for item in reading.unplaced}
    verdicts = []
    for number, want in enumerate(wanted):
        have = found[number] if number < len(found) else {}
        findings = readings[number].findings if have else ()
        fields = {f.field for f in findings}
        rows = tuple(f"{f.field}." for f in findings if f.code in ("L03", "L17"))
        columns = tuple(f".{f.field.rpartition('.')[2]}" for f in findings if f.code == "L17")
        aside = Counter(text for name, text in have.items() if name.startswith("证据"))
        for name, text in want.items():
            if name.startswith(_NO_VALUES):
                continue
            other = have.get(name, "")
            if other == text or (name.startswith("证据") and aside[text] > 0):
                verdict = "right"
            elif (
                text in listed
                or any(text in item for item in listed)
                or name in fields
                or name.endswith(columns)
                or name.startswith(rows)
            ):
                verdict = "flagged"
            elif other or text in have.values():
                verdict = "wrong"
            else:
                verdict = "lost"
            verdicts.append((verdict, f"表{number + 1} {name}：应为{text!r}，读出{other!r}"))
        verdicts += [
            ("surplus", f"表{number + 1} {name}：读出{text!r}")
            for name, text in have.items()
            if name not in want and not name.startswith((*_NO_VALUES, "证据"))
        ]
    verdicts += [("surplus", f"多出一张表：{table}") for table in found[len(wanted) :]]
    return verdicts


def _files(path: Path) -> list[tuple[str, bytes]]:
    if (text := path.with_suffix(".txt")).exists():
        return [(text.name, text.read_bytes())]
    form = path.with_suffix(".form")
    return [(f"{path.stem}.xlsx", workbook(form)), (f"{path.stem}.docx", document(form))]


def main(names: list[str]) -> None:
    """Print the shares of the files named."""
    total: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            for file, data in _files(Path(name)):
                (Path(folder) / file).write_bytes(data)
                verdicts = judged(expected(Path(name)), read_forms(Path(folder) / file))
                counts = Counter(verdict for verdict, _ in verdicts)
                total += counts
                print(file, dict(counts))
                for verdict, sentence in verdicts:
                    if verdict != "right":
                        print("   ", verdict, sentence)
    values = sum(total.values()) - total["surplus"]
    print({verdict: f"{count} ({count / values:.1%})" for verdict, count in total.items()})


if __name__ == "__main__":
    main(sys.argv[1:])
