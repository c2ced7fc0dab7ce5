"""Who is told to do what by when, where nothing but the sentence says it: letters, visits, films, minutes, notices."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of

Entry = tuple[str, list[str], str | None]


def entries(reading: Reading) -> list[Entry]:
    return [
        (item.problem.text, [unit.text for unit in item.units], item.deadline.date if item.deadline else None)
        for item in reading.items
    ]


VISIT = (
    "江一舟暗访督察整改\n2026年5月6日，副市长江一舟暗访督察反馈问题整改。在东门夜市，他看到三家烧烤店净化器没有开机，油烟直排，当场要求县城管局"
    "5月9日前整改到位。随后来到北坡砂场，料堆裸露，车辆带泥上路。江一舟致电北坡镇政府，要求5月10日前清理干净。\n2026年5月7日\n"
)
REMINDER = (
    "督办函\n石桥县人民政府：\n警示片披露的青溪雨污混接问题，你县承诺2026年4月30日前完成。经复查，仍有19处未动工。"
    "请你县务必于7月20日前全面完成，并在6月16日17时前将进展情况书面报市整改办。\n云栖市整改办\n2026年6月9日\n"
)
PASSED_ON = (
    "转办单\n石桥县农业农村局：\n现将来电转去。来电人称：“村口养猪场粪水流进水渠，臭得不敢开窗。”（登记号：SQ-0312-4）"
    "请调查处理，自收到之日起7日内将办理结果答复举报人。\n石桥县督察整改办公室\n2026年3月12日\n"
)
FILM = (
    "云栖市2026年警示片问题认领清单\n镜头一《断流的溪》：石桥溪被水厂截流，下游断流（认领单位：市水利局；期限：2026年6月底）\n"
    "镜头二《夜里的灯》：砂场夜间作业无围挡（认领单位：石桥县政府；期限：2026年7月15日）\n"
)
BRIEF = (
    "云栖整改动态\n第11期\n云栖市整改办编 2026年6月15日\n【提醒】第8项“北坡渣场未覆盖”（市城管局）"
    "距7月31日完成只剩一个月，目前仅完成招标。\n"
)
CLOSURE = (
    "公告\n根据整改方案，第12项任务即林间大棚废弃菌袋清理，应在2026年11月30日之前整改完毕，由石桥县林业局主办、北坡镇政府协办。"
    "经复核，已达到整改要求，拟予销号。\n自2026年7月6日起至7月17日止，凡有不同意见的，可向县整改办反映。\n石桥县林业局\n2026年7月6日\n"
)
MINUTES = (
    "云栖市人民政府专题会议纪要\n第12次\n5月18日，副市长江一舟主持召开青溪生态环境整治专题会议。会议议定：拆迁补偿款由市级统筹，由市财政局落实，"
    "6月10日前办结；视频点位共享，请市公安局商石桥县政府办理。\n出席：周明　吴海\n2026年5月21日印发\n"
)
CASE = (
    "典型案例丨石桥经开区“体外循环”的危险废物\n2026年3月19日，督察组进驻发现问题。\n（一）伪造联单转移污泥。某企业把污泥装进化肥袋，两年外运640吨。\n"
    "（二）贮存库承诺落空。园区承诺2024年底建成，至今仍是荒地。\n"
)
BUREAU = (
    "关于对市水务局履职情况开展专项督察的反馈意见\n市水务局：\n近期对你局开展了专项督察，发现：一是取水口整治不彻底，312处未核查；"
    "二是监测数据失真，6座水库流量系手填。\n请你局于6月20日前报送整改方案；年底前报告整改情况。\n云栖市督察办\n2026年5月14日\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            VISIT,
            [
                ("三家烧烤店净化器没有开机，油烟直排", ["县城管局"], "2026-05-09"),
                ("料堆裸露，车辆带泥上路", ["北坡镇政府"], "2026-05-10"),
            ],
            id="an order on the spot is about what was seen right before",
        ),
        pytest.param(
            REMINDER,
            [
                ("青溪雨污混接", ["石桥县人民政府"], "2026-07-20"),
                ("将进展情况书面报市整改办", ["石桥县人民政府"], "2026-06-16"),
            ],
            id="a day set anew holds, not the one that was promised",
        ),
        pytest.param(
            PASSED_ON,
            [("村口养猪场粪水流进水渠，臭得不敢开窗", ["石桥县农业农村局"], "P7D")],
            id="the answer to a complaint is its limit, no duty of its own",
        ),
        pytest.param(
            FILM,
            [
                ("石桥溪被水厂截流，下游断流", ["市水利局"], "2026-06-30"),
                ("砂场夜间作业无围挡", ["石桥县政府"], "2026-07-15"),
            ],
            id="the title of a scene is no part of its fault",
        ),
        pytest.param(
            BRIEF, [("北坡渣场未覆盖", ["市城管局"], "2026-07-31")], id="a matter in quotes with its unit behind"
        ),
        pytest.param(
            CLOSURE,
            [("林间大棚废弃菌袋清理", ["石桥县林业局", "北坡镇政府"], "2026-11-30")],
            id="what a numbered task is, by when and by whom",
        ),
        pytest.param(
            CASE,
            [("伪造联单转移污泥", ["石桥经开区"], None), ("贮存库承诺落空", ["石桥经开区"], None)],
            id="parts of a case are its place's",
        ),
        pytest.param(
            BUREAU,
            [
                ("取水口整治不彻底，312处未核查", ["市水务局"], None),
                ("监测数据失真，6座水库流量系手填", ["市水务局"], None),
                ("报送整改方案", ["市水务局"], "2026-06-20"),
                ("报告整改情况", ["市水务局"], "2026-12-31"),
            ],
            id="a series right behind what was found",
        ),
    ],
)
def test_sentences_tell_who_is_to_do_what_by_when(text: str, expected: list[Entry]) -> None:
    assert entries(reading_of(text)) == expected


def test_a_notice_from_a_day_until_another_is_public_between_them() -> None:
    assert reading_of(CLOSURE).publicity == ("2026-07-06", "2026-07-17")


def test_minutes_tell_who_attended_without_other_labels_and_who_is_to_consult_whom() -> None:
    reading = reading_of(MINUTES)
    assert reading.meeting is not None
    assert [one.text for one in reading.meeting.attendees] == ["周明", "吴海"]
    shared = reading.items[-1]
    assert (shared.problem.text, [(u.text, u.role) for u in shared.units]) == (
        "视频点位共享",
        [("市公安局", "duty"), ("石桥县政府", "assist")],
    )


TOUR = "市领导调研督察整改工作\n2026年5月6日，副市长林岚带队到云栖县调研督导督察反馈问题整改工作。\n"


@pytest.mark.parametrize(
    ("told", "problem", "units", "date"),
    [
        (
            "在石桥砂场，林岚看到部分料堆没有覆盖，要求企业立即覆盖，县住建局5月底前整改到位。\n",
            "部分料堆没有覆盖",
            ["县住建局"],
            "2026-05-31",
        ),
        (
            "林岚一行来到石桥污水处理厂，发现在线监测设备停运，当场要求县生态环境局督促企业5月10日前恢复运行。\n",
            "在线监测设备停运",
            ["县生态环境局"],
            "2026-05-10",
        ),
        ("林岚强调，北坡填埋场渗滤液积存问题，要于6月底前全部处理完毕。\n", "北坡填埋场渗滤液积存", [], "2026-06-30"),
        ("林岚要求，石桥河截污管网建设要倒排工期，确保7月底前完工通水。\n", "石桥河截污管网建设", [], "2026-07-31"),
        (
            "督导组核查了“石桥河污水直排”问题整改情况，要求加快管网建设，确保6月底前完成整改。\n",
            "石桥河污水直排",
            [],
            "2026-06-30",
        ),
    ],
)
def test_what_a_visit_saw_or_spoke_of_and_wants_done_by_a_day_is_one_entry(
    told: str, problem: str, units: list[str], date: str
) -> None:
    assert entries(reading_of(TOUR + told)) == [(problem, units, date)]


@pytest.mark.parametrize(
    "told",
    [
        "林岚强调，要提高政治站位，压实整改责任，确保年底前全面完成整改任务。\n",
        "林岚要求，各项整改任务要倒排工期，确保12月底前全部完成。\n",
    ],
)
def test_what_a_visit_wants_done_of_all_in_general_is_no_entry(told: str) -> None:
    assert reading_of(TOUR + told).items == ()


def test_a_paragraph_of_a_letter_that_deals_out_tasks_is_one_entry_for_each_unit_with_its_day() -> None:
    reading = reading_of(
        "关于做好督察反馈问题整改工作的通知\n各有关单位：\n现通知如下：\n一、提高思想认识。各单位要高度重视。\n"
        "二、制定整改方案。各责任单位于2026年5月15日前制定整改方案，报市督察整改办。\n"
        "三、加快整改进度。市住建局6月底前完成石桥河截污工程，市农业农村局8月底前完成畜禽粪污设施配套。\n"
        "云栖市督察整改办\n2026年5月6日\n"
    )
    assert entries(reading)[1:] == [
        ("完成石桥河截污工程", ["市住建局"], "2026-06-30"),
        ("完成畜禽粪污设施配套", ["市农业农村局"], "2026-08-31"),
    ]


def test_what_a_letter_hands_over_ends_where_it_says_that_it_hands_it_over() -> None:
    reading = reading_of(
        "生态环境问题移交函\n云栖市生态环境局：\n我局在检查中发现石桥县东岭采石场超范围开采、边坡裸露，现移交你局依法查处，"
        "请于30日内将处理情况函告我局。\n云栖市自然资源局\n2026年5月6日\n"
    )
    assert [entry[:2] for entry in entries(reading)] == [("石桥县东岭采石场超范围开采、边坡裸露", ["云栖市生态环境局"])]
