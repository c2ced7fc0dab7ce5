"""Pages that stand without a title, as sites and papers reprint them: what they are and what they hold is told by the text."""

import pytest

from bihuan.reading.kinds import classify
from tests.reading.texts import document_of, reading_of

UNTITLED = [
    ("feedback", "经省委批准，3月9日，省第四督察组向云岭市委、市政府作了反馈。\n督察组认为，近年来治水有成效。"),
    ("feedback", "本报讯 昨日，省督察组公布了对云岭市的督察情况。督察指出，北坡渣场长期未覆盖。"),
    ("feedback", "省环保督察组日前分别向云岭、白苇、石桥、宛溪等4市反馈督察情况。督察也发现，一些企业治污不力。"),
    (
        "meeting",
        "5月6日，云岭市组织收看全省督察“回头看”部署电视电话会议。副市长简行在云岭分会场参会。\n"
        "会议通报了进驻安排，重点督办整改方案总体落实情况。",
    ),
    ("meeting", "7月3日，副县长简行调度了督察交办问题整改工作。\n会上，县整改办通报了进度，交办31件办结26件。"),
    (
        "typical_case",
        "省生态环境厅通报了督察典型案例。\n案例一：石桥县渣场覆盖滞后。渣场长期裸露。\n案例二：白苇县污水直排。",
    ),
    ("typical_case", "云岭市通报环保督察移交责任追究问题问责情况\n一、北坡渣场违规堆存问题。给予时任局长警告处分。"),
    ("progress_report", "截至10月底，云岭市污水直排口整治专项行动新发现问题431个，已完成问题整改402个，整改率93.3%。"),
]

OPINIONS = [
    "人民日报：治水别等督察来\n应该说，督察组带队检查的成效有目共睹。",
    "临澜日报时评\n督察整改贵在认真\n督察组赴各县检查，发现3家企业敷衍整改。",
    "有人说督察是一阵风。倘若整改只做给督察组看，污水迟早还会直排，厂长带队检查也无用。",
]


@pytest.mark.parametrize(("kind", "text"), UNTITLED)
def test_a_text_without_a_title_tells_its_kind(kind: str, text: str) -> None:
    assert classify(document_of(text)).kind == kind


@pytest.mark.parametrize("text", OPINIONS)
def test_what_somebody_thinks_of_inspections_is_no_document_of_one(text: str) -> None:
    reading = reading_of(text)
    assert (reading.kind, reading.items) == ("other", ())


@pytest.mark.parametrize("number", ["案例一：", "案例1\n", "【典型案例一】"])
def test_each_numbered_case_is_an_entry_whatever_is_numbered_inside(number: str) -> None:
    second = number.replace("一", "二").replace("1", "2")
    text = (
        f"省级督察通报一批典型案例\n{number}石桥县渣场覆盖进展滞后\n一是覆盖不到位。督察组发现，渣场裸露3公顷。\n"
        f"{second}白苇县乡镇污水厂长期停运\n二是监管缺位。督察发现，2座厂停运。\n"
    )
    assert [(i.problem.text, [u.text for u in i.units]) for i in reading_of(text).items] == [
        ("石桥县渣场覆盖进展滞后", ["石桥县"]),
        ("白苇县乡镇污水厂长期停运", ["白苇县"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "督察组指出，云岭市责任落实有温差、渣场整治滞后、部分问题反弹等问题。\n副市长谭若水表示，照单全收，坚决整改。",
        "督察发现一些问题和不足。\n一些地方治污不力，监管有漏洞；一些企业偷排漏排，数据不实。",
        "督察指出，云岭市工作仍有差距。\n2026年，督察组对云岭市开展了渣场专项督察。",
    ],
)
def test_what_a_feedback_only_sums_up_is_no_entry(text: str) -> None:
    head = "省督察组向云岭市反馈督察情况\n"
    assert reading_of(head + text + "\n").items == ()


def test_what_one_is_found_to_have_done_stays_one_problem() -> None:
    text = "督察通报典型案例\n督察组发现，北坡焦化厂存在旁路偷排、监测数据造假、台账不全等问题。\n"
    assert [i.problem.text for i in reading_of(text).items] == ["北坡焦化厂存在旁路偷排、监测数据造假、台账不全等问题"]


def test_a_plan_that_is_to_be_reported_by_a_day_is_a_duty_without_a_name_too() -> None:
    text = "县长简行带队检查督察整改\n他强调，四要合理利用砂石，尽快编制砂石利用规划方案，6月15日前报县政府研究。\n"
    (item,) = reading_of(text).items
    assert item.deadline is not None
    assert (item.problem.text, item.deadline.date) == ("尽快编制砂石利用规划方案", "06-15")


@pytest.mark.parametrize("words", ["与2024年相比减少三成", "比2024年下降", "较2024年同期减少"])
def test_a_year_that_something_is_compared_with_is_not_that_of_the_days_behind_it(words: str) -> None:
    reading = reading_of(f"云岭市督察整改进展\n截至2025年10月底，问题{words}，截至11月5日已整改31项。\n")
    assert [d.date for d in reading.dates] == ["2025-10-31", "2025-11-05"]


def test_the_word_for_what_matters_most_does_not_cut_the_name_of_a_meeting() -> None:
    text = "6月2日，全县督察整改重点工作推进会召开，县长简行主持会议。\n"
    meeting = reading_of(text).meeting
    assert meeting is not None
    assert (meeting.name.text, meeting.date) == ("全县督察整改重点工作推进会", "06-02")


@pytest.mark.parametrize("lead", ["责任不落实的案例有：", "敷衍整改的表现为：", "问题主要有："])
def test_what_is_counted_up_in_one_line_ends_with_it(lead: str) -> None:
    text = (
        f"督察组向云岭市反馈：有的地方做表面文章\n{lead}石桥县在湿地保护区违法建设码头；白坡区渗坑整治推进缓慢；"
        "北坡镇垃圾积存9万吨，长期未清运。\n云岭市本应自加压力，但时紧时松。\n"
    )
    assert [(i.problem.text, [u.text for u in i.units]) for i in reading_of(text).items] == [
        ("石桥县在湿地保护区违法建设码头", ["石桥县"]),
        ("白坡区渗坑整治推进缓慢", ["白坡区"]),
        ("北坡镇垃圾积存9万吨，长期未清运", ["北坡镇"]),
    ]


def test_instances_behind_what_was_found_are_problems_of_who_is_named() -> None:
    text = (
        "生态环境警示片披露问题整改约谈\n约谈指出，警示片披露，三县整改不力。\n"
        "例如，石桥县渣场渗漏未得到解决；白坡区污水直排依然严重；要求各地举一反三。\n"
    )
    assert [(i.problem.text, [u.text for u in i.units]) for i in reading_of(text).items] == [
        ("石桥县渣场渗漏未得到解决", ["石桥县"]),
        ("白坡区污水直排依然严重", ["白坡区"]),
    ]


def test_a_feedback_by_video_is_a_meeting_with_its_people() -> None:
    text = (
        "省督察组于2026年2月5日向云岭市委、市政府反馈。反馈会采取视频方式，由市长谭若水主持，"
        "督察组组长江一舟通报督察意见，市委书记沈砚秋作表态发言。\n督察认为，云岭市治水有成效。\n"
    )
    meeting = reading_of(text).meeting
    assert meeting is not None and meeting.chair is not None
    assert (meeting.name.text, meeting.date, meeting.chair.text) == ("反馈会", "2026-02-05", "谭若水")
    assert [one.text for one in meeting.speakers] == ["江一舟", "沈砚秋"]


def test_whose_instructions_are_passed_on_is_no_speaker() -> None:
    text = "4月8日，云岭市委常委会召开会议，传达省长简行关于督察整改的批示精神。市委书记沈砚秋主持会议并讲话。\n"
    meeting = reading_of(text).meeting
    assert meeting is not None
    assert [one.text for one in meeting.speakers] == ["沈砚秋"]


def test_praise_between_the_findings_is_none() -> None:
    text = (
        "督察组向云岭市反馈督察情况\n督察组指出，仍存在两方面问题，其中包括海洋污染突出等。\n"
        "云岭市高度重视督察工作，坚持边督边改。\n督察指出，云岭市存在的主要问题有：\n一是北坡渣场整治推进缓慢。\n"
    )
    assert [i.problem.text for i in reading_of(text).items] == ["北坡渣场整治推进缓慢"]


@pytest.mark.parametrize(
    "text",
    [
        "关于将重污染天气橙色预警提升为红色并启动I级应急响应的通知\n各乡镇、市直有关部门：\n请于1月28日8时前启动应急响应。",
        "关于调整应急响应执行时限的通知\n经市政府批准，9日18时重新启动Ⅱ级响应，PM2.5重度污染过程将至。",
        "云岭市生态环境局2025年工作总结\n污水管网、扬尘、秸秆三项治理取得成效，整改问题31个。",
    ],
)
def test_warnings_of_bad_air_and_yearly_reports_are_of_no_kind(text: str) -> None:
    assert classify(document_of(text)).kind == "other"


def test_an_inspection_of_what_was_put_right_is_a_visit_whose_orders_count() -> None:
    text = (
        "我县督查各乡镇突出环境问题整改情况\n11月10日，县环保局牵头，对12个乡镇燃煤锅炉、封山禁牧等问题进行督查。\n"
        "督查组要求，各乡镇要建立清单；要在2027年3月底前停用10蒸吨以下锅炉。\n"
    )
    reading = reading_of(text)
    assert reading.kind == "visit_news"
    (item,) = reading.items
    assert item.deadline is not None
    assert (item.problem.text, [u.text for u in item.units], item.deadline.date) == (
        "停用10蒸吨以下锅炉",
        ["各乡镇"],
        "2027-03-31",
    )


def test_who_speaks_about_several_things_is_a_speaker() -> None:
    text = (
        "7月2日，沙渚镇召开环保督察迎检部署会。镇长谭若水对该镇扬尘管理、秸秆禁烧等方面的薄弱环节提出了整改要求。"
        "镇党委书记沈砚秋对全镇“回头看”迎检工作提出了明确要求。\n"
    )
    meeting = reading_of(text).meeting
    assert meeting is not None
    assert [one.text for one in meeting.speakers] == ["谭若水", "沈砚秋"]


def test_the_day_of_a_digest_is_not_that_of_the_meeting() -> None:
    text = "7月15日综合（记者 简行）7月10日下午，云岭市召开督察整改调度会，副市长谭若水主持会议。\n"
    meeting = reading_of(text).meeting
    assert meeting is not None and meeting.date == "07-10"


def test_who_presides_may_have_the_post_behind_the_name_and_words_of_what_was_said_are_no_names() -> None:
    text = (
        "经党中央、国务院批准，督察组于2026年5月6日向云岭省反馈。反馈会由谭若水省长主持，江一舟组长通报督察意见，"
        "省委书记沈砚秋进行了动员，副省长简行作具体安排。\n督察认为，整改有进展。\n"
    )
    meeting = reading_of(text).meeting
    assert meeting is not None and meeting.chair is not None
    assert meeting.chair.text == "谭若水"
    assert [one.text for one in meeting.speakers] == ["江一舟", "沈砚秋", "简行"]


def test_problems_that_will_be_found_are_none() -> None:
    text = (
        "区委副书记简行带队检查督察整改\n简行说，要全面排查，对查出的问题建立台账，"
        "坚决查处河道内乱占乱建、乱采乱挖、乱倒乱排等行为。\n"
    )
    assert reading_of(text).items == ()


def test_a_body_that_goes_and_looks_makes_a_visit() -> None:
    text = "5月4日，大龙街党工委到罗家涌开展水环境治理专题调研，沿河察看排口和水质。"
    assert classify(document_of(text)).kind == "visit_news"


def test_who_is_asked_in_the_sentence_has_its_duties_and_weighing_is_no_finding() -> None:
    text = (
        "省督察组向白坡、石桥两县反馈督察意见\n白坡县督察反馈意见指出，近年来工作取得明显成效，但对照要求仍存在差距。\n"
        "督察组要求白坡县、石桥县要抓紧制定整改方案，在30个工作日内报省政府；6个月内形成整改落实情况报告报省政府。\n"
    )
    read = [([u.text for u in i.units], i.deadline and i.deadline.date) for i in reading_of(text).items]
    assert read == [(["白坡县", "石桥县"], "P30WD"), (["白坡县", "石桥县"], "P6M")]


def test_what_the_office_of_an_inspection_will_do_is_no_finding() -> None:
    text = (
        "省督察分三批开展，督察组分别向云岭等3市反馈，反馈会由市长主持。至1月18日反馈结束。\n"
        "此轮受理举报164件，办结148件，反馈问题完成整改30项。省督察办将做好定期调度，做细“后半篇文章”。"
    )
    reading = reading_of(text)
    assert (reading.kind, reading.items) == ("feedback", ())


def test_an_index_above_a_page_is_no_title_however_long_it_is() -> None:
    document = document_of(
        "• 索 引 号:0115/2026-417\n• 文  号:\n• 发布机构: 云栖市生态环境局\n• 主题分类:环境监测\n"
        "• 有 效 性:有效\n• 发布日期:2026年6月2日\n"
        "• 名  称:云栖市督察整改情况\n\n云栖市关于督察反馈问题整改情况\n\n字号: 分享到:\n一、主要情况。\n"
    )
    assert document.title and document.body.seen(document.title) == "云栖市关于督察反馈问题整改情况"
