"""Our heights against LibreOffice's: never lower than it needs, and not much higher."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfxl.sheet.height import STACKED, Font, line_height, text_height
from tests.office.libreoffice import LibreOffice

CORPUS = Path(__file__).parents[1] / "corpus"

pytestmark = pytest.mark.office

CHINESE = (
    """
绩效指标|年度总体目标|其中：当年财政拨款|100%|≥95%|持续使用时间（年）|组织中考考生人数（万人）|80%-90%|（2020年度）
时间紧、疫情影响，今年完成。|★城域网接入学校（所）|指标1：考生满意度（%）|①②③④⑤项任务|区史莉、骆瑛工作室
“一中心两平台”及“电子督学”视频系统建设费用|[155]昌吉州教育局|2020年12月30日|21.2758万元
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

LATIN = (
    """
绩              效    指    标|项目资金       （万元）|时间紧,疫情影响,今年完成。|400元/人、天|≤620万/月|≥530元/人*月
购置 Windows Server 2019 授权(3套)及UPS-2000电源|见 https://example.gov.cn/a/b?c=1|51092324T000010263357-|260.2976
目标1：建成“一中心两平台”；目标2：城域网接入学校286所，带宽≥1000Mbps；目标3：25TB存储、300 公里光缆。
A公司±3%以内|"引号"与'单引号'|甲\\乙|a/b/c 三项|见附件№3|Ⅲ类→Ⅱ类
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

GOALS = [
    "昌吉州教育考试中心2020年完成了福建专家团队线上培训工作项目，完成了线上培训1（次），福建专家团队线上培训"
    "工作费用60（万元），持续提高我州教育教学水平，充分运用现代信息技术手段，提供在线教育服务，增加教育资源有效"
    "供给，丰富现代学习方式。",
    "依托疆外师资团队对全州2017、2018、2019年招聘的特岗教师、社会购买服务教师（统称为“青年教师”）尤其是乡村教师"
    "进行培训，培训人数≥1.4万人，合格率≥97.30%；完成时限：2020年12月31日前。\n二是组织课题立项、结题、成果鉴定3（个），"
    "学校视导评价、调研指导12次，支出43.2万元（预算147万元）。",
]
GOALS += ["".join(GOALS), "".join(GOALS) * 4]

LIMIT = 1600  # points; LibreOffice's row heights are 16 bits of twips and begin again at 0


def needed(
    office: LibreOffice,
    texts: list[str],
    width: float,
    font: Font,
    *,
    stacked: bool = False,
    strict: bool = False,
) -> list[float]:
    """LibreOffice's optimal row heights in points."""
    with office.new() as book:
        heights: list[float] = book.ask(
            "best_heights",
            texts=texts,
            width=width,
            font=font.name,
            size=font.size,
            bold=font.bold,
            stacked=stacked,
            strict=strict,
        )
    return heights


@pytest.mark.parametrize("width", [40, 55, 80, 120, 200, 400])
@pytest.mark.parametrize(
    "font",
    [
        Font("仿宋", 12),
        Font("仿宋", 10.5),
        Font("宋体", 9),
        Font("宋体", 10),
        Font("宋体", 11),
        Font("黑体", 14),
        Font("方正小标宋简体", 16),
        Font("等线", 11),
        Font("微软雅黑", 10),
        Font("Times New Roman", 10),
        Font("仿宋", 12, bold=True),
        Font("宋体", 10, bold=True),
    ],
    ids=lambda font: f"{font.name} {font.size:g}{' bold' * font.bold}",
)
def test_every_line_shows(office: LibreOffice, font: Font, width: float) -> None:
    texts = CHINESE + GOALS + LATIN
    for text, least in zip(texts, needed(office, texts, width, font), strict=True):
        ours = text_height(text, float(width), font)
        if ours < LIMIT:
            assert ours >= least - 0.1, text
            # words and numbers in narrow columns are where programs differ; we allow for each
            if width >= 5 * font.size and not font.bold and font.name != "Times New Roman":
                lines, share = (1.6, 1.25) if text not in LATIN else (4, 2)
                assert ours <= max(least * share, least + lines * line_height(font)), text


@pytest.mark.parametrize("text", ["项目资金", "年度总体目标", "绩效\n指标"])
def test_stacked_labels(office: LibreOffice, text: str) -> None:
    font = Font("仿宋", 12)
    (least,) = needed(office, [text], 60, font, stacked=True)
    assert least <= text_height(text, 60.0, font, 0, STACKED) <= least * 1.1


@pytest.mark.parametrize(
    ("strict", "widths"),
    [(False, (50, 75, 100, 210)), (True, (75, 100, 210))],
    ids=["LibreOffice", "as Excel"],
)
def test_seed_texts(office: LibreOffice, widths: tuple[int, ...], *, strict: bool) -> None:
    """Every text of the seventeen forms, in the widths that columns of the form have.

    LibreOffice may begin a line of an .xlsx with 。 and end it with （; Excel never does.
    """
    seed = (CORPUS / "self_evaluation_forms_2020.txt").read_text(encoding="utf-8")
    texts = sorted({line.strip() for line in seed.splitlines() if line.strip()})
    font = Font("仿宋", 10.5)
    for width in widths:
        heights = needed(office, texts, width, font, strict=strict)
        for text, least in zip(texts, heights, strict=True):
            ours = text_height(text, float(width), font)
            assert least - 0.1 <= ours <= max(least * 1.25, least + 1.6 * line_height(font)), text
