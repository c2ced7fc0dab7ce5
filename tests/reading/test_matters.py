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

HURRIED = (
    "常务副县长江一舟带队督导督察整改\n2026年11月27日,江一舟带队对案件整改督导检查。\n江一舟强调三点。一是提高认识。"
    "二是县林业局加快地类性质认定,为乡镇提供依据。三是各乡镇要立即行动起来。\n白坡区要切实加强整改。一要立即停止采石场违法采矿行为;"
    "二要加快推进整改;三要经常汇报。\n"
)
SPOKEN_TO = (
    "2026年8月19日,副市长江一舟深入白坡区督导督察反馈问题整改情况。江一舟指出,要守土尽责。江一舟强调,白坡区要立即停止采石场违法"
    "采矿行为,确保问题按时销号。\n"
)
SMELL = (
    "市督导组到白坡区核查环保督察问题整改情况\n6月27日上午,市督导组来到白坡区,对督办问题整改工作进行核查。随后来到石桥镇,"
    "对群众反映蓝石公司生产过程中气味难闻的问题进行现场督导。督导组要求高标准完成整改。\n"
)
NIGHT = (
    "副市长夜访水厂督办督察整改\n2026年3月28日,副市长江一舟来到石桥县。在县水厂门前,群众反映排泥水直接放到河里。"
    "江一舟随即查看,责成县水务公司4月10日前拿出治理办法。\n2026年3月29日\n"
)
LATE = (
    "省督察办督办青溪石浆清理\n2026年10月21日,省督察办督办组赴石桥区,现场督办青溪河床石浆淤积问题。督办组指出,清挖进度仅为三成,"
    "要求石桥区增加作业船只,11月底前完成清挖。\n2026年10月22日\n"
)
PRESSED = (
    "督办函\n石桥县人民政府:\n我办对你县整改情况进行现场核查,发现两项任务未按要求推进:\n"
    "一、石桥县填埋场存量垃圾治理停滞。至今未确定技术路线。请4月30日前开工建设。\n"
    "二、青溪湿地退田还湿质量差。补种芦苇成活率不足两成。请5月20日前补植到位。\n"
    "请你县3月25日前就未按期完成的原因作出书面说明。\n云栖市督察办\n2026年3月16日\n"
)
RED_LIGHTS = (
    "督察整改简报\n第7期\n云栖市整改办 2026年3月20日\n▲红灯预警\n"
    "1.北坡渣场治理未开工,责任单位石桥县人民政府,时限2026年4月底。\n"
    "2.飞灰应急库防渗膜未铺设,责任单位市城管局,时限2026年5月15日。\n"
)

LANDFILLS = (
    "县长江一舟督查环保督察整改\n2026年9月3日,县长江一舟深入三座垃圾填埋场,对督察整改进行专项督查。\n"
    "通过督查发现,石桥镇填埋场仍然存在垃圾未压实、倾倒的垃圾未按要求覆盖等问题。\n"
    "江一舟提出要求:一是白坡县要高度重视整改。二是白坡县要加快渗滤液处理站扩建工程建设进度。三是全县要抓紧落实。\n"
    "要围绕督察整改任务开展整改,确保2027年底前完成渗滤液日处理量300吨和2028年底前完成地下水超标问题整改,力争2028年底前完成全部目标。\n"
)
LOOKED_AT = (
    "副市长调研督察整改\n2026年11月3日，副市长江一舟来到石桥县，实地调研了青溪污水厂提标泵站安装推进情况，要求加快设备调试，"
    "确保12月20日前全面完成整改任务。\n"
)
LOOKED_AT_ALL = LOOKED_AT.replace("了青溪污水厂提标泵站安装", "督察整改")
MADE_SURE = (
    "副市长调研督察整改\n2026年11月3日，副市长江一舟来到石桥县调研。江一舟强调，要加快进度，"
    "确保12月底前完成白岩矿山生态修复。\n"
)
POINT = (
    "我局对督察发现的突出生态环境问题进行公开曝光,请各单位整改。\n【点位名称】环城大道路段道路积尘\n"
    "【位置】环城大道至三环路沿线路段(定位处)\n【主管单位】市城管局\n【存在问题】\n此路段道路积尘严重。\n【整改期限】立行立改\n"
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
        pytest.param(
            LOOKED_AT,
            [("青溪污水厂提标泵站安装", [], "2026-12-20")],
            id="work-that-was-looked-at-and-is-to-be-done-by-a-day",
        ),
        pytest.param(LOOKED_AT_ALL, [], id="no-work-is-named-where-all-of-the-inspection-was-looked-at"),
        pytest.param(
            MADE_SURE, [("完成白岩矿山生态修复", [], "2026-12-31")], id="what-is-to-be-made-sure-of-at-a-thing"
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
        pytest.param(
            HURRIED,
            [("加快地类性质认定", ["县林业局"], None), ("停止采石场违法采矿行为", ["白坡区"], "immediate")],
            id="one-body-is-told-to-hurry-with-one-task",
        ),
        pytest.param(
            SPOKEN_TO,
            [("停止采石场违法采矿行为", ["白坡区"], "immediate")],
            id="who-says-it-may-stand-before-who-is-told",
        ),
        pytest.param(SMELL, [("蓝石公司生产过程中气味难闻", [], None)], id="what-people-complained-of-is-looked-into"),
        pytest.param(
            NIGHT, [("排泥水直接放到河里", ["县水务公司"], "2026-04-10")], id="who-looks-himself-is-not-what-is-seen"
        ),
        pytest.param(
            LATE, [("青溪河床石浆淤积", ["石桥区"], "2026-11-30")], id="a-place-is-told-to-end-what-is-supervised"
        ),
        pytest.param(
            PRESSED,
            [
                ("石桥县填埋场存量垃圾治理停滞", ["石桥县人民政府"], "2026-04-30"),
                ("青溪湿地退田还湿质量差", ["石桥县人民政府"], "2026-05-20"),
                ("就未按期完成的原因作出书面说明", ["石桥县人民政府"], "2026-03-25"),
            ],
            id="a-letter-says-what-is-wrong-before-it-asks",
        ),
        pytest.param(
            RED_LIGHTS,
            [
                ("北坡渣场治理未开工", ["石桥县人民政府"], "2026-04-30"),
                ("飞灰应急库防渗膜未铺设", ["市城管局"], "2026-05-15"),
            ],
            id="a-day-that-is-called-a-limit-is-one-in-prose",
        ),
        pytest.param(
            LANDFILLS,
            [
                ("石桥镇填埋场仍然存在垃圾未压实、倾倒的垃圾未按要求覆盖等问题", [], None),
                ("加快渗滤液处理站扩建工程建设进度", ["白坡县"], None),
                ("完成渗滤液日处理量300吨", [], "2027-12-31"),
                ("完成地下水超标问题整改", [], "2028-12-31"),
            ],
            id="what-one-place-lacks-is-one-and-each-day-has-its-task",
        ),
        pytest.param(POINT, [("此路段道路积尘严重", ["市城管局"], "immediate")], id="where-a-point-lies-is-no-task"),
    ],
)
def test_news_name_matters_with_who_and_when(text: str, expected: list[Entry]) -> None:
    assert entries(reading_of(text)) == expected
