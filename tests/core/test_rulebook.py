"""Rulebooks: what they say, what they derive from, and every fault named at once."""

from __future__ import annotations

import pickle
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.core.evaluation import Attainment
from perfxl.core.finding import FindingKind, Severity
from perfxl.core.rulebook import CostDirection, LowerRule, Rulebook
from perfxl.core.rulebook_file import read_rulebook
from perfxl.errors import RulebookError
from perfxl.forms.rulebooks import load_rulebook, rulebook_names

TEMPLATES = Path(__file__).parents[2] / "templates"
MOF_TEXT = (TEMPLATES / "mof-2020" / "rulebook.toml").read_text(encoding="utf-8")
MOF = read_rulebook(MOF_TEXT)

DAMAGE = [
    *("3", "-1", "nan", "true", '"x"', '""', "[1]", '["a", "b"]', "2020-01-01"),
    *(
        "{ value = 1 }",
        '{ value = 1, reference = "a" }',
        '{ reference = "a" }',
        "{ a = { b = 1 } }",
    ),
]
KEYS = ["dimensions", "weights", "grades", "severities", "base", "id", "reference", "value"]


def derived(body: str) -> Rulebook:
    """A rulebook on top of mof-2020."""
    head = 'base = "mof-2020"\nid = "local"\ntitle = "本地"\nreference = "本地通知"\n'
    return read_rulebook(head + body, file="local.toml", base_loader=lambda name: MOF)


def complaint(text: str) -> str:
    with pytest.raises(RulebookError) as caught:
        read_rulebook(text, file="rulebook.toml")
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert MOF_TEXT.count(old) == 1, old
    return MOF_TEXT.replace(old, new)


class TestDefault:
    def test_weights_are_those_of_the_regulation(self):
        assert MOF.execution_weight == 10
        assert [(share.dimensions, share.weight) for share in MOF.weights] == [
            (("产出指标",), 50),
            (("效益指标",), 30),
            (("满意度指标",), 10),
        ]

    def test_rules(self):
        assert MOF.digits == 2
        assert MOF.lower_rule is LowerRule.RATIO
        assert MOF.cost_direction is CostDirection.LOWER
        assert (MOF.over_threshold, MOF.over_reason_required) == (Decimal("1.2"), False)
        assert MOF.late_ratio == Decimal("0.7")
        assert MOF.zero_budget == 0

    @pytest.mark.parametrize(
        ("attainment", "low", "high", "proposed"),
        [
            (Attainment.MET, "0.8", "1", "1"),
            (Attainment.PARTLY, "0.6", "0.8", "0.7"),
            (Attainment.UNMET, "0", "0.6", "0"),
        ],
    )
    def test_bands(self, attainment, low, high, proposed):
        band = MOF.band(attainment)
        assert (band.low, band.high, band.proposed) == tuple(map(Decimal, (low, high, proposed)))

    @pytest.mark.parametrize(
        ("total", "grade"),
        [
            ("100", "优"),
            ("90", "优"),
            ("89.99", "良"),
            ("80", "良"),
            ("79.99", "中"),
            ("60", "中"),
            ("59.99", "差"),
            ("0", "差"),
        ],
    )
    def test_grade(self, total, grade):
        assert MOF.grade(Decimal(total)) == grade

    @pytest.mark.parametrize(
        ("ratio", "attainment"),
        [
            ("1", Attainment.MET),
            ("0.8", Attainment.MET),
            ("0.7999", Attainment.PARTLY),
            ("0.6", Attainment.PARTLY),
            ("0.5999", Attainment.UNMET),
            ("0", Attainment.UNMET),
        ],
    )
    def test_band_of_a_share_includes_its_low_end(self, ratio, attainment):
        assert MOF.attainment(Decimal(ratio)) is attainment

    def test_travels_to_worker_processes(self):
        copy = pickle.loads(pickle.dumps(MOF))  # noqa: S301 -- our own bytes
        assert copy.weights == MOF.weights
        assert copy.dimension("效益指标(30分)") == MOF.dimension("效益指标")


class TestLabels:
    @pytest.mark.parametrize(
        ("label", "name"),
        [
            ("数量指标", "数量指标"),
            ("数 量\n指标", "数量指标"),
            ("产出数量", "数量指标"),
            ("进度指标", "时效指标"),
            ("环境效益指标", "生态效益指标"),
            ("服务对象满意度", "服务对象满意度指标"),
            ("质量指标（20分）", "质量指标"),
            ("★社会效益指标", "社会效益指标"),
            ("2.质量指标", "质量指标"),
            ("经济成本指标", "成本指标"),
            ("其他指标", None),
            ("", None),
            (None, None),
        ],
    )
    def test_aspect(self, label, name):
        aspect = MOF.aspect(label)
        assert (aspect.name if aspect else None) == name

    @pytest.mark.parametrize(
        ("label", "name"),
        [
            ("产出指标(50分)", "产出指标"),
            ("项目产出", "产出指标"),
            ("效 益 指 标", "效益指标"),
            ("一、产出指标", "产出指标"),
            ("社会效益指标", None),
        ],
    )
    def test_dimension(self, label, name):
        dimension = MOF.dimension(label)
        assert (dimension.name if dimension else None) == name

    def test_missing_dimension_is_inferred_from_the_aspect(self):
        dimension = MOF.dimension_of("社会效益指标")
        assert dimension is not None
        assert dimension.name == "效益指标"
        assert MOF.dimension_of("没有的指标") is None

    @pytest.mark.parametrize(
        ("aspect", "dimension", "is_cost"),
        [
            ("成本指标", "产出指标", True),
            ("成本指标", None, True),
            ("生态环境成本指标", "成本指标", True),
            (None, "成本指标", True),
            ("人工费", "成本指标", True),
            ("数量指标", "成本指标", False),
            ("经济效益指标", "效益指标", False),
            ("人工费", "产出指标", False),
            (None, None, False),
        ],
    )
    @pytest.mark.parametrize("name", ["mof-2020", "mof-2021"])
    def test_cost(self, name, aspect, dimension, is_cost):
        assert load_rulebook(name).is_cost(aspect=aspect, dimension=dimension) is is_cost


class TestShipped:
    @pytest.mark.parametrize("name", rulebook_names())
    def test_every_value_has_a_reference(self, name):
        rulebook = load_rulebook(name)
        assert rulebook.id == name
        for key in (
            "rounding.digits",
            "total.weight",
            "execution.weight",
            "execution.zero_budget",
            "weights.产出指标",
            "dimensions.效益指标",
            "aspects.成本指标.cost",
            "quantitative",
            "lower_is_better.rule",
            "over_target.threshold",
            "over_target.reason_required",
            "qualitative.met.low",
            "qualitative.partly.proposed",
            "qualitative.unmet.high",
            "timeliness.late",
            "cost.direction",
            "grades.优",
        ):
            assert rulebook.references.get(key), key

    def test_2021_moves_cost_to_level_one(self):
        rulebook = load_rulebook("mof-2021")
        assert [(share.dimensions[0], share.weight) for share in rulebook.weights] == [
            ("成本指标", 20),
            ("产出指标", 40),
            ("效益指标", 20),
            ("满意度指标", 10),
        ]
        parent = rulebook.dimension_of("社会成本指标")
        assert parent is not None
        assert parent.name == "成本指标"

    @pytest.mark.parametrize(
        ("present", "expected"),
        [
            ("成本 产出 效益 满意度", {"成本": 20, "产出": 40, "效益": 20, "满意度": 10}),
            ("产出 效益 满意度", {"产出": 50, "效益": 30, "满意度": 10}),
            ("成本 产出 效益", {"成本": 20, "产出": 40, "效益": 30}),
            ("产出 效益", {"产出": 50, "效益": 40}),
        ],
    )
    def test_2021_weights_of_absent_dimensions_move(self, present, expected):
        shares = load_rulebook("mof-2021").expected_weights(
            f"{name}指标" for name in present.split()
        )
        assert {
            share.dimensions[0].removesuffix("指标"): share.weight for share in shares
        } == expected

    def test_hubei(self):
        rulebook = load_rulebook("hubei-2020")
        assert rulebook.execution_weight == 20
        shares = rulebook.expected_weights(["产出指标", "满意度指标"])
        assert [(share.dimensions, share.weight) for share in shares] == [
            (("产出指标",), 40),
            (("效益指标", "满意度指标"), 40),
        ]
        assert rulebook.band(Attainment.PARTLY).low == Decimal("0.5")
        assert rulebook.attainment(Decimal("0.5")) is Attainment.PARTLY
        assert rulebook.basis("qualitative.partly.low").startswith("湖北省")
        assert rulebook.basis("qualitative.met.low").startswith("财预〔2020〕10号")

    def test_guangxi(self):
        rulebook = load_rulebook("guangxi")
        assert (rulebook.over_threshold, rulebook.over_reason_required) == (Decimal("1.3"), True)

    def test_budget_module(self):
        rulebook = load_rulebook("budget-module")
        assert rulebook.lower_rule is LowerRule.LINEAR
        assert [rulebook.grade(Decimal(total)) for total in (80, 79, 69, 59)] == list("优良中差")


class TestDerived:
    def test_only_what_differs(self):
        rulebook = derived('[rounding]\ndigits = 1\nreference = "本地通知第二条"\n')
        assert rulebook.digits == 1
        assert rulebook.basis("rounding.digits") == "本地通知第二条"
        assert rulebook.basis("cost.direction") == MOF.basis("cost.direction")
        assert rulebook.weights == MOF.weights

    def test_one_value_from_another_source(self):
        rulebook = derived(
            '[over_target]\nthreshold = { value = 1.5, reference = "甲" }\n'
            'reason_required = true\nreference = "乙"\n'
        )
        assert rulebook.over_threshold == Decimal("1.5")
        assert rulebook.basis("over_target.threshold") == "甲"
        assert rulebook.basis("over_target.reason_required") == "乙"

    def test_weights_and_grades_are_replaced_as_a_whole(self):
        rulebook = derived(
            '[weights]\n"产出指标" = 60\n"效益指标+满意度指标" = 30\nreference = "甲"\n'
            '[grades]\n"合格" = 60\n"不合格" = 0\nreference = "乙"\n'
        )
        assert [share.weight for share in rulebook.weights] == [60, 30]
        assert "weights.满意度指标" not in rulebook.references
        assert [grade.name for grade in rulebook.grades] == ["合格", "不合格"]

    def test_severities(self):
        rulebook = derived(
            '[severities.W01]\nseverity = "提示"\nreason = "允许调整"\nreference = "甲"\n'
            '[severities.R02]\nseverity = "不报"\nreason = "不要求"\nreference = "甲"\n'
        )

        def kind(code: str) -> FindingKind:
            return FindingKind(code, Severity.ERROR, "", "")

        assert rulebook.severity(kind("W01")) is Severity.NOTE
        assert rulebook.severity(kind("R02")) is None
        assert rulebook.severity(kind("W02")) is Severity.ERROR

    def test_base_without_a_loader(self):
        text = 'base = "mof-2020"\nid = "a"\ntitle = "b"\nreference = "c"\n'
        assert "没有可供引用的评分办法" in complaint(text)


class TestFaults:
    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("digits = 2", "digits = 9", "rounding.digits 的值 9 不对，应为0 至 6 的整数"),
            ("digits = 2", "digits = 1.5", "rounding.digits 的值 1.5 不对"),
            ("digits = 2", "digits = true", "rounding.digits 的值 true 不对"),
            ("digits = 2", "digit = 2", "不认识 rounding.digit，是否应为 digits？"),
            ("digits = 2", "", "缺少 rounding.digits，应为0 至 6 的整数"),
            ("[rounding]", "[ronding]", "不认识 ronding，是否应为 rounding？"),
            ("[rounding]", "[ronding]", "缺少 [rounding]"),
            ("threshold = 1.2", "threshold = 0.9", "over_target.threshold 的值 0.9 不对，应为1 至"),
            ("threshold = 1.2", 'threshold = "1.2"', 'threshold 的值 "1.2" 不对'),
            ("threshold = 1.2", "threshold = nan", "over_target.threshold 的值 NaN 不对"),
            ("threshold = 1.2", "threshold = inf", "over_target.threshold 的值 Infinity 不对"),
            ("threshold = 1.2", "threshold = [1.2]", "over_target.threshold 的值 [1.2] 不对"),
            (
                'rule = "ratio"',
                'rule = "linaer"',
                'lower_is_better.rule 的值 "linaer" 不对，应为"ratio"、"linear" 之一',
            ),
            ('"lower"\nref', '"up"\nref', 'cost.direction 的值 "up" 不对，应为"lower"、"as_wri'),
            ("reason_required = false", 'reason_required = "否"', "应为true 或 false"),
            ("late = 0.7", "late = 70", "timeliness.late 的值 70 不对，应为0 至 1 的数"),
            ('"产出指标" = 50', '"产出指标" = 60', "合计 10 + 60 + 30 + 10 = 110，应等于"),
            ('"产出指标" = 50', '"产出指标" = -50', "weights.产出指标 的值 -50 不对"),
            ('"产出指标" = 50', '"产出" = 50', '没有一级指标 "产出"，可以写的一级指标有：产出指标'),
            ('"差" = 0', '"差" = 10', "grades：最低一档的下限应为 0"),
            ('"良" = 80', '"良" = 90', "grades：两个等级的下限相同"),
            ('"优" = 90', '"优" = 120', "最高一档的下限 120 超过总分 100"),
            (
                '"项目产出", "产出类指标"]',
                '"项目产出", 7]',
                'dimensions.产出指标.synonyms 的值 ["产出", "项目产出", 7] 不对',
            ),
            (
                'synonyms = ["质量", "产出质量"]',
                'synonyms = ["质量", "产出数量"]',
                '"产出数量" 同时是 "数量指标" 和 "质量指标" 的名称',
            ),
            (
                'dimension = "产出指标"\nsynonyms = ["数量"',
                'dimension = "产量指标"\nsynonyms = ["数量"',
                'aspects.数量指标.dimension：没有一级指标 "产量指标"',
            ),
            ("high = 0.6\nlow = 0\n", "high = 0.5\nlow = 0\n", "1–0.8，0.8–0.6，0.5–0"),
            ("value = 0.7,", "value = 0.9,", "qualitative.partly：现为 low 0.6、proposed 0.9"),
            ('id = "mof-2020"\n', "", "缺少 id，应为非空的文字"),
            ('id = "mof-2020"\n', 'id = " "\n', 'id 的值 " " 不对'),
        ],
    )
    def test_names_key_value_and_what_is_allowed(self, old, new, message):
        found = complaint(changed(old, new))
        assert found.startswith("rulebook.toml：评分办法")
        assert message in found

    @pytest.mark.parametrize(
        "old",
        [
            'reference = "财预〔2020〕10号第十八条"\n\n[rounding]',
            'reference = "通行做法：成本指标只应写 ≤ 或 =（办法未作规定）"',
        ],
    )
    def test_reference_is_compulsory(self, old):
        new = "[rounding]" if "[rounding]" in old else ""
        assert "reference，应为这一节各值的出处" in complaint(changed(old, new))

    def test_empty_reference(self):
        assert 'cost.reference 的值 "" 不对' in complaint(
            changed('"通行做法：成本指标只应写 ≤ 或 =（办法未作规定）"', '""')
        )

    def test_all_faults_at_once(self):
        text = MOF_TEXT.replace("digits = 2", "digits = 9").replace("late = 0.7", "late = 70")
        found = complaint(text.replace('"优" = 90', '"优" = "九十"'))
        assert "评分办法有 3 处错误" in found
        assert "1. rounding.digits" in found
        assert "3. grades.优" in found

    def test_severity_needs_a_reason_and_a_code(self):
        with pytest.raises(RulebookError) as caught:
            derived('[severities.weights]\nseverity = "忽略"\nreference = "甲"\n')
        assert '错误"、"警告"、"提示"、"不报" 之一' in str(caught.value)
        assert "缺少 severities.weights.reason" in str(caught.value)
        assert '检查代码，如 "W01"' in str(caught.value)

    def test_weight_moved_to_nowhere(self):
        with pytest.raises(RulebookError) as caught:
            derived(
                '[weights]\n"产出指标" = 50\n"效益指标" = 30\n"满意度指标" = 10\nreference = "甲"\n'
                '[weights.when_absent."满意度指标"]\n"效益" = 9\n'
                '[weights.when_absent."满意"]\n"效益指标" = 10\n'
            )
        assert "不认识 weights.when_absent.满意，是否应为 满意度指标？" in str(caught.value)
        with pytest.raises(RulebookError) as caught:
            derived(
                '[weights]\n"产出指标" = 50\n"效益指标" = 30\n"满意度指标" = 10\nreference = "甲"\n'
                '[weights.when_absent."满意度指标"]\n"效益" = 9\n'
            )
        assert '分值不能转给 "效益"，可以转给：产出指标、效益指标' in str(caught.value)
        assert "合计 9，应等于它自己的分值 10" in str(caught.value)

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("id = 'a'\n产出 = 50\n", "第 2 行第 1 列"),
            ("id = “a”\n", "第 1 行第 6 列"),
            ("[rounding\n", "第 1 行第 10 列"),
        ],
    )
    def test_no_toml(self, text, place):
        assert f"不是有效的 TOML 文本，{place}" in complaint(text)

    @pytest.mark.parametrize("value", ["9" * 5000, "1e99999999999999999999", "[" * 3000])
    def test_numbers_and_brackets_beyond_reason(self, value):
        assert "位数过多的数或层数过多的括号" in complaint(
            changed("digits = 2", f"digits = {value}")
        )

    @pytest.mark.parametrize(
        "section", ["weights", "dimensions", "aspects", "grades", "qualitative", "cost"]
    )
    def test_missing_section(self, section):
        text = "\n\n".join(
            block
            for block in MOF_TEXT.split("\n\n")
            if not re.match(rf"\[{section}\b", block.splitlines()[0])
        )
        assert re.search(rf"缺少 \[{section}", complaint(text))

    def test_missing_band(self):
        text = re.sub(r"\[qualitative\.partly\].*?\n\n", "", MOF_TEXT, flags=re.DOTALL)
        assert "缺少 [qualitative.partly]，应为一节，含 high、low、proposed" in complaint(text)

    @given(st.data())
    @settings(max_examples=150)
    def test_any_damage_gives_a_rulebook_or_a_rulebook_error(self, data):
        lines = MOF_TEXT.splitlines()
        for _ in range(data.draw(st.integers(1, 3))):
            place = data.draw(st.integers(0, len(lines) - 1))
            kind = data.draw(st.sampled_from(["remove", "insert", "change"]))
            value = data.draw(st.sampled_from(DAMAGE))
            if kind == "remove":
                del lines[place]
            elif kind == "insert":
                lines.insert(place, f"{data.draw(st.sampled_from(KEYS))} = {value}")
            else:
                lines[place] = f"{lines[place].partition('=')[0]} = {value}"
        text = "\n".join(lines)
        try:
            rulebook = read_rulebook(text, base_loader=lambda name: MOF)
        except RulebookError:
            return
        assert rulebook.execution_weight + sum(s.weight for s in rulebook.weights) == (
            rulebook.total_weight
        )

    def test_section_that_is_a_value(self):
        found = complaint('cost = "lower"\n' + MOF_TEXT.replace("[cost]", "[costs]"))
        assert 'cost 的值 "lower" 不对，应为一节：[cost]' in found
