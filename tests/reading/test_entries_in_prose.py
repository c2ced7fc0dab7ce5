"""Entries that a page tells without counting them up, and who answers for them."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of

Entry = tuple[str, list[str], str | None]


def entries(reading: Reading) -> list[Entry]:
    return [
        (item.problem.text, [unit.text for unit in item.units], item.deadline.date if item.deadline else None)
        for item in reading.items
    ]


JUDGEMENTS = (
    "省生态环境保护督察组向云栖市反馈督察情况\n督察组指出，淘汰落后产能不严不实，云栖市工业和信息化局没有逐户排查。"
    "污水收集能力建设滞后，石桥县老城区管网只改了两成。\n督察组强调，云栖市委、市政府应抓紧拿出整改方案，在30个工作日内报送。\n"
)
BELOW_AN_ADDRESS = (
    "云栖市督察组关于石桥县督察情况的反馈意见\n石桥县委、县政府：\n2026年3月，督察组对你县督察。主要问题：\n"
    "（一）责任压得不实。县里两年没研究过尾矿库。\n（二）园区管理松散。7家企业没有验收先投产。\n"
    "你县要在30个工作日内报送整改方案。\n2026年4月25日\n"
)
TITLED_CASES = (
    "省督察组集中通报典型案例\n发布时间：2026-05-22\n现对第二批3个典型案例公开通报。\n石桥县部分乡镇污水治理推进不力\n"
    "督察组发现，管网建好以后无人接户，污水照样下河。\n白坡区砂场生态修复流于形式\n督察组看到，坡面只撒了草籽。\n"
    "青溪市固废堆存隐患突出\n督察组看到，堆场没有防渗。\n"
)
OPENING_SENTENCES = (
    "省督察组通报首批典型案例\n为发挥警示作用，通报首批案例。\n白坡区湿地保护不力。围堤阻断水系，候鸟数量少了一半。\n"
    "石桥县砂石整治流于形式。抽查9家，6家没有手续。\n"
)
LAGGARDS = (
    "整改专报\n（第22期）\n云栖市整改办　2026年7月5日\n点名提醒：\n●石桥县：尾矿库闭库，原定6月底，目前只完成招标。\n"
    "●白坡区：老城管网改造，原定5月底，目前完成六成。\n请加快进度。\n"
)
MINUTES = (
    "云栖市人民政府专题会议纪要\n2026年5月22日，副市长江一舟主持召开督察整改专题会议。会议议定：\n"
    "一、由石桥县政府负责清掏17座化粪池，市城管局配合，6月15日前完成。\n"
    "二、由市住建局牵头，6月30日前完成41处错接点改造，市水务集团配合提供图纸。\n"
    "三、由市自然资源局会同市林业局，8月底前拿出三宗图斑处置意见。\n四、由青溪岛管委会5月20日前恢复两条外运航线。\n"
)
TO_A_FIRM = (
    "整改通知\n石桥砖瓦厂：\n10月8日检查发现你厂隧道窑脱硫塔停用。限你厂10月18日前完成，由北坡镇环保站负责监督落实。逾期按规定处理。\n"
    "北坡镇环保站\n2026年10月9日\n"
)
MEASURED_AND_FOUND = (
    "关于督办青溪水质下降问题的通知\n石桥县人民政府：\n8月监测显示，青溪断面总磷超标0.8倍。现场发现酱菜厂清洗水直排支沟。"
    "请你县在9月20日前整改到位，并于9月25日前书面反馈整改结果。\n云栖市整改办\n2026年9月2日\n"
)
QUOTED_AT_A_VISIT = (
    "近日，省督察办副主任江一舟带队到石桥县督导整改。督导组实地督导了“北坡牧业粪污堆放在农田内”整改进展。"
    "督导组对石桥县整改表示肯定，强调要防止反弹。\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            JUDGEMENTS,
            [
                ("淘汰落后产能不严不实，云栖市工业和信息化局没有逐户排查", ["云栖市工业和信息化局"], None),
                ("污水收集能力建设滞后，石桥县老城区管网只改了两成", ["石桥县"], None),
                ("拿出整改方案，在30个工作日内报送", ["云栖市委", "市政府"], "P30WD"),
            ],
            id="each sentence judges in short and proves it",
        ),
        pytest.param(
            BELOW_AN_ADDRESS,
            [
                ("责任压得不实", ["石桥县委", "县政府"], None),
                ("园区管理松散", ["石桥县委", "县政府"], None),
                ("在30个工作日内报送整改方案", ["石桥县委", "县政府"], "P30WD"),
            ],
            id="findings of a letter to the committee and the government of one place",
        ),
        pytest.param(
            TITLED_CASES,
            [
                ("石桥县部分乡镇污水治理推进不力", [], None),
                ("白坡区砂场生态修复流于形式", ["白坡区"], None),
                ("青溪市固废堆存隐患突出", ["青溪市"], None),
            ],
            id="cases under headlines without numbers",
        ),
        pytest.param(
            OPENING_SENTENCES,
            [("白坡区湿地保护不力", ["白坡区"], None), ("石桥县砂石整治流于形式", ["石桥县"], None)],
            id="cases that open their paragraphs",
        ),
        pytest.param(
            LAGGARDS,
            [("尾矿库闭库", ["石桥县"], "2026-06-30"), ("老城管网改造", ["白坡区"], "2026-05-31")],
            id="laggards of a brief with the limit that was set once",
        ),
        pytest.param(
            MINUTES,
            [
                ("清掏17座化粪池", ["石桥县政府", "市城管局"], "2026-06-15"),
                ("完成41处错接点改造", ["市住建局", "市水务集团"], "2026-06-30"),
                ("拿出三宗图斑处置意见", ["市自然资源局", "市林业局"], "2026-08-31"),
                ("恢复两条外运航线", ["青溪岛管委会"], "2026-05-20"),
            ],
            id="resolutions with who helps before, behind and beside",
        ),
        pytest.param(TO_A_FIRM, [("你厂隧道窑脱硫塔停用", ["石桥砖瓦厂"], "2026-10-18")], id="a letter to a firm"),
        pytest.param(
            MEASURED_AND_FOUND,
            [
                ("酱菜厂清洗水直排支沟", ["石桥县人民政府"], "2026-09-20"),
                ("书面反馈整改结果", ["石桥县人民政府"], "2026-09-25"),
            ],
            id="what was measured is why somebody went to look",
        ),
        pytest.param(QUOTED_AT_A_VISIT, [("北坡牧业粪污堆放在农田内", [], None)], id="a matter quoted at a visit"),
    ],
)
def test_entries_are_told_in_prose(text: str, expected: list[Entry]) -> None:
    assert entries(reading_of(text)) == expected
