"""Problems that news of meetings and visits name as known, see on the way, or hand to somebody."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of

Entry = tuple[str, list[str], str | None]


def entries(reading: Reading) -> list[Entry]:
    return [
        (item.problem.text, [unit.text for unit in item.units], item.deadline.date if item.deadline else None)
        for item in reading.items
    ]


KNOWN = (
    "云栖市领导一线督办\n5月18日,针对督察指出的青溪湖水质持续下滑问题,云栖市委负责人到青溪流域督导。\n"
    "5月19日,副市长江一舟调研督导,在调研安石材有限公司违规倾倒石粉问题整改时强调:白坡经开区要把石粉运完。\n"
    "会上还就督察反馈问题整改作了安排。\n"
)
QUOTED = (
    "云栖市召开督察整改推进会\n2026年9月28日,云栖市督察整改推进会召开。市长江一舟主持会议。\n"
    "会议指出,“北坡林区违规搭建木屋23栋”等问题推进缓慢,北坡林业局务必在10月25日前整改到位。"
    "会议强调,坚决防止“表面整改、敷衍整改”等问题。\n2026年9月29日\n"
)
SEEN = (
    "副县长巡河督导\n2026年6月3日,县级河长、副县长江一舟到青溪巡河督导,查看石桥镇旧桥排口整治情况,现场发现该排口还有污水直排河道,"
    "江一舟要求石桥镇立即开展排查,查清污水源头,杜绝污水入河。\n县生态环境局负责同志参加。\n"
)
SENT = (
    "市攻坚办暗访督察反馈问题整改\n2026年5月6日,市攻坚办对石桥区河道整治进行暗访,发现部分地区普遍存在截流不充分等突出问题,"
    "随后来到青溪。暗访人员发现青溪河道缺乏保洁,水面漂浮大量生活垃圾。\n"
    "市攻坚办向石桥区人民政府下发督查单,要求在5月29日前反馈问题整改进展和下一步整改方案。\n"
)
ORDERED = (
    "副县长督办养殖尾水整改\n2026年4月10日,副县长江一舟带队现场督办北坡乡政府“养殖尾水未经处理直排入湖”问题。"
    "看到仍有6口塘未动工,江一舟当场要求北坡乡政府4月28日前完成。\n"
)
PLAIN = (
    "会议记录\n会议名称:镇环保整改碰头会\n时间:2026年4月11日\n主持人:江一舟\n参会:周明、吴海\n内容:\n"
    "1.二牧场垃圾池清空,镇环卫站4月20日前弄完。\n2.渠边3户羊圈后退10米,二牧场5月10日前弄完。\n3.大家要上心。\n"
)
EACH_TOWN = (
    "云栖县召开燃煤锅炉拆改推进会\n2026年6月27日下午,县政府组织各镇政府召开燃煤锅炉拆改工作推进会。副县长江一舟参加会议并要求："
    "1.拆锅炉是硬任务,谁也别打折扣。2.各镇自己排好日程,8月底前完成拆改任务。\n2026年6月28日\n"
)
CIRCULAR = (
    "云栖市督导扬尘治理\n市整改办督导发现,部分乡镇措施落实不到位。\n一、王岔村砂场料堆覆盖不到位。责任单位:白坡街道。\n"
    "二、新岔乡砖厂建筑垃圾随意堆放。责任单位:新岔乡人民政府。\n请立即整改。\n2026年3月27日\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            KNOWN,
            [("青溪湖水质持续下滑", [], None), ("安石材有限公司违规倾倒石粉", ["白坡经开区"], None)],
            id="what-an-inspection-found-and-somebody-went-to-see",
        ),
        pytest.param(
            QUOTED,
            [("北坡林区违规搭建木屋23栋", ["北坡林业局"], "2026-10-25")],
            id="a-problem-that-a-meeting-quotes-has-the-limit-told-behind-it",
        ),
        pytest.param(
            SEEN,
            [("该排口还有污水直排河道", ["石桥镇"], "immediate")],
            id="what-is-seen-ends-where-somebody-is-told-to-act",
        ),
        pytest.param(
            SENT,
            [
                ("青溪河道缺乏保洁,水面漂浮大量生活垃圾", [], None),
                ("反馈问题整改进展和下一步整改方案", ["石桥区人民政府"], "2026-05-29"),
            ],
            id="who-an-order-is-sent-to-acts",
        ),
        pytest.param(
            ORDERED,
            [("养殖尾水未经处理直排入湖", ["北坡乡政府"], "2026-04-28")],
            id="an-order-that-only-says-when-is-about-the-matter-told-before",
        ),
        pytest.param(
            PLAIN,
            [("二牧场垃圾池清空", ["镇环卫站"], "2026-04-20"), ("渠边3户羊圈后退10米", ["二牧场"], "2026-05-10")],
            id="a-plain-word-for-done-says-nothing-of-what",
        ),
        pytest.param(EACH_TOWN, [("完成拆改任务", ["各镇"], "2026-08-31")], id="each-town-is-told-by-when"),
        pytest.param(
            CIRCULAR,
            [
                ("王岔村砂场料堆覆盖不到位", ["白坡街道"], None),
                ("新岔乡砖厂建筑垃圾随意堆放", ["新岔乡人民政府"], None),
            ],
            id="numbered-faults-with-a-label-in-news",
        ),
    ],
)
def test_news_name_matters_with_who_and_when(text: str, expected: list[Entry]) -> None:
    assert entries(reading_of(text)) == expected
