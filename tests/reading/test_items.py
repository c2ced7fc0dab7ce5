"""What becomes an entry, from which layout; and what must not."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of

NOTICE = """云栖县督察整改完成情况公示
云栖县完成省级生态环境保护督察反馈第十二项问题整改,拟申请验收销号,现公示:
一、整改问题:
(一)云栖县石桥镇污水管网渗漏,没有处理的污水进入灌渠。
二、整改目标:
管网稳定运行,杜绝直排。
三、整改措施:
1、2025年6月底前完成渗漏点修复。
2、加强日常管护,发现问题立行立改。
四、整改主要 工作及成效:
清淤管网349米,渗漏全部解决。
五、公示时间:2025年6月6日至2025年6月19日(共10个工作日)
六、受理部门:云栖县生态环境保护工作委员会办公室
如有异议,请向云栖县生态环境保护工作委员会办公室反映。
中共云栖县委员会 云栖县人民政府
2025年6月6日
"""


def problems(reading: Reading) -> list[str]:
    return [item.problem.text for item in reading.items]


def test_labelled_sections_make_one_item_with_all_its_parts() -> None:
    reading = reading_of(NOTICE)
    item = reading.items[0]
    assert problems(reading) == ["云栖县石桥镇污水管网渗漏,没有处理的污水进入灌渠"]
    assert item.number is not None
    assert item.number.text == "第十二项"
    assert item.goal is not None
    assert item.goal.text == "管网稳定运行,杜绝直排"
    assert [m.deadline.date for m in item.measures if m.deadline] == ["2025-06-30", "immediate"]
    assert item.deadline is not None
    assert item.deadline.date == "2025-06-30"
    assert item.status is not None
    assert item.status.code == "applied"
    assert "时限取自整改措施" in item.warnings


def test_the_signature_is_responsible_where_no_label_says_who_is() -> None:
    item = reading_of(NOTICE).items[0]
    assert [u.text for u in item.units] == ["中共云栖县委员会", "云栖县人民政府"]
    assert "责任单位取自落款" in item.warnings


def test_a_signature_that_only_takes_objections_is_not_responsible() -> None:
    text = NOTICE.replace("中共云栖县委员会 云栖县人民政府", "云栖县生态环境保护工作委员会办公室")
    assert reading_of(text).items[0].units == ()


def test_the_notice_period_is_read_and_is_no_limit() -> None:
    assert reading_of(NOTICE).publicity == ("2025-06-06", "2025-06-19")


def test_several_problems_of_one_section_are_several_items() -> None:
    text = NOTICE.replace("进入灌渠。\n", "进入灌渠。\n(二)云栖县柳湾街道老码头堆放砂石没有覆盖。\n")
    reading = reading_of(text)
    assert len(reading.items) == 2
    assert all("多个问题共用措施和责任单位" in item.warnings for item in reading.items)


def test_nested_quotation_marks_do_not_end_a_problem_early() -> None:
    text = (
        "关于督察整改完成情况的公示\n省督察组指出,“部分河段非法采砂,“小散乱”砂场长期占用岸线”问题。\n"
        "一、整改目标\n清退砂场。\n二、整改措施\n清退砂场6家。\n公示期:2022年12月1日至12月7日。\n"
    )
    assert problems(reading_of(text)) == ["部分河段非法采砂,“小散乱”砂场长期占用岸线"]


def test_a_notice_that_only_quotes_its_problem_is_one_item() -> None:
    text = (
        "云栖县扬尘问题整改公示\n"
        "现公示生态环境保护督察反馈问题第7项“养护站院内堆放渣土,没有防尘措施”的整改落实情况(见附表)。"
    )
    item = reading_of(text).items[0]
    assert item.problem.text == "养护站院内堆放渣土,没有防尘措施"
    assert item.number is not None
    assert item.number.text == "第7项"


def test_inline_labels_below_headings_make_an_item_each() -> None:
    text = (
        "云栖县督察反馈意见整改任务清单\n一、污水处理厂提标改造滞后。\n责任单位:市住建局(牵头)、市财政局\n"
        "督导单位:市生态环境局\n整改目标:完成提标改造。\n整改时限:2024年12月底前\n整改措施:\n1.完成前期工作。\n2.建成投运。\n"
        "二、矿山修复进展缓慢。\n责任单位:市自然资源局\n整改目标:应修尽修。\n整改时限:立行立改,长期坚持\n整改措施:\n1.制定计划。\n2.分年实施。\n"
    )
    reading = reading_of(text)
    assert problems(reading) == ["污水处理厂提标改造滞后", "矿山修复进展缓慢"]
    assert [i.deadline.date for i in reading.items if i.deadline] == ["2024-12-31", "immediate"]
    assert [len(i.measures) for i in reading.items] == [2, 2]


def test_numbered_findings_of_a_feedback_are_items_and_its_principles_are_not() -> None:
    text = (
        "关于对云栖县督察情况的反馈意见\n一、总体评价\n督察认为,云栖县工作取得进展。\n二、主要问题\n(一)污水治理不力\n"
        "1.云栖县石桥镇生活污水直排,河道黑臭水体长达3公里,群众反映强烈。\n2.2023年以来柳湾街道污水处理厂长期超负荷运行,溢流污水入河。\n"
        "三、整改要求\n云栖县委、县政府应抓紧研究制定整改方案,在30个工作日内报送市委、市政府。\n"
    )
    reading = reading_of(text)
    assert reading.kind == "feedback"
    assert len(reading.items) == 3
    duty = reading.items[-1]
    assert "制定整改方案" in duty.problem.text
    assert duty.deadline is not None
    assert duty.deadline.date == "P30WD"
    assert [u.text for u in duty.units] == ["云栖县委", "县政府"]


FEEDBACK_TAIL = """临澜市生态环境保护督察反馈意见
督察组对浔溪县开展了督察。督察指出：
一、污水处理厂长期超负荷运行。每天约3000吨污水溢流。
（三）{lead}浔溪县委、县政府应在30个工作日内制定整改方案，报送市委、市政府，并在方案批准后6个月内报送整改落实情况。
"""


@pytest.mark.parametrize(("lead", "number"), [("", "（三）"), ("抓好整改落实。", None)])
def test_the_number_of_a_heading_is_not_that_of_the_duties_told_behind_it(lead: str, number: str | None) -> None:
    duties = [item for item in reading_of(FEEDBACK_TAIL.format(lead=lead)).items if item.deadline]
    assert [item.number and item.number.text for item in duties] == [number, number]


def test_each_duty_of_a_sentence_has_its_own_limit() -> None:
    text = (
        "省级生态环境保护督察反馈\n按要求,青禾、望川、云栖等3县应在收到反馈意见后30个工作日内制定整改任务清单,报省政府,"
        "并在清单印发后6个月内报送整改落实情况。\n"
    )
    reading = reading_of(text)
    assert [i.deadline.date for i in reading.items if i.deadline] == ["P30WD", "P6M"]
    assert {u.text for u in reading.items[0].units} == {"青禾", "望川", "云栖"}


def test_the_later_phrase_of_a_promise_is_its_limit() -> None:
    text = "云栖县督察整改进度\n督察反馈整改任务41项,已完成整改25项。2020年底前要完成的任务,确保12月10日前完成。\n"
    item = reading_of(text).items[0]
    assert item.problem.text == "2020年底前要完成的任务"
    assert item.deadline is not None
    assert (item.deadline.date, item.deadline.year) == ("2020-12-10", "inferred")


def test_duties_of_a_letter_go_to_the_units_it_names() -> None:
    text = (
        "关于做好大气污染防治工作的通知\n市建管中心、市公路段:\n市政府办印发了云政办发〔2017〕18号文件,请执行,并要求如下:\n"
        "一、强化施工工地扬尘污染防治\n市建管中心监督工地落实措施。\n二、认真履职\n市建管中心、市公路段于11月底书面报规划科。\n"
    )
    reading = reading_of(text)
    assert problems(reading) == ["强化施工工地扬尘污染防治", "书面报规划科"]
    assert [u.text for u in reading.items[0].units] == ["市建管中心"]
    assert reading.items[1].deadline is not None
    assert reading.items[1].deadline.date == "2017-11-30"


def test_a_reported_end_that_an_inspection_contradicts_keeps_both() -> None:
    text = (
        "云栖污水直排“回头看”通报\n督查组通报,2017年中央环保督察指出,云栖县城北新区每天近5万吨污水直排。2018年5月,云栖县公开称整改完成。\n"
        "督察组发现,污水处理厂扩建要求2018年底完成,但“回头看”时尚未动工,每天仍有3万吨污水直排。\n"
    )
    item = reading_of(text).items[0]
    assert item.status is not None
    assert item.status.code == "not_started"
    assert item.deadline is not None
    assert item.deadline.date == "2018-12-31"
    assert "上报状态与查实状态不一致" in item.warnings


@pytest.mark.parametrize(
    "text",
    [
        "云栖县召开督察整改推进会\n5月12日,云栖县召开生态环境保护督察整改推进会。县委书记江一舟主持会议。\n"
        "江一舟强调,要提高政治站位,抓好整改销号。要明确整改目标、整改措施、责任单位和时限。\n",
        "云栖县第五批转办\n4月11日,中央第八生态环境保护督察组交办云栖县群众举报3件,办理情况需在10天内反馈。\n",
        "云栖县督察反馈意见整改方案\n一、指导思想\n坚持生态优先。\n二、基本原则\n(一)统筹兼顾,系统整改。\n(二)实事求是,科学整改。\n",
        "审计整改任务清单\n问题:资金闲置。责任单位:县财政局。整改时限:2023年6月底。\n",
        "县委巡察反馈意见整改方案\n一、整改任务\n党建薄弱。\n责任单位:县委组织部\n整改时限:2023年6月底\n",
        "电影评论\n一部电影讲了狼的故事,引出野生动物保护话题。\n",
        "",
        "。",
    ],
    ids=["meeting", "statistics", "preamble", "audit", "party inspection", "other", "empty", "mark"],
)
def test_pages_without_an_entry_have_none(text: str) -> None:
    assert reading_of(text).items == ()


def test_a_guess_costs_confidence_and_is_said() -> None:
    sure = reading_of(NOTICE.replace("三、整改措施:", "三、责任单位:县住建局\n四、完成时限:2025年6月底\n五、整改措施:"))
    guessed = reading_of(NOTICE)
    assert sure.items[0].confidence > guessed.items[0].confidence
    assert sure.items[0].warnings == ()


def test_problems_named_by_their_numbers_are_items_with_those_numbers() -> None:
    text = (
        "云栖县督察反馈意见第六、七项整改情况公示\n一、反馈问题\n第六项:石桥断面多次超标。\n第七项:柳湾镇畜禽养殖污染治理不到位。\n"
        "二、整改措施\n(一)整治排口。\n(二)配套治污设施。\n公示期2020年9月1日-9月7日。\n"
    )
    reading = reading_of(text)
    assert [(i.number.text, i.problem.text) for i in reading.items if i.number] == [
        ("第六项", "石桥断面多次超标"),
        ("第七项", "柳湾镇畜禽养殖污染治理不到位"),
    ]


def test_a_chapter_named_like_a_label_holds_the_entries_below_it() -> None:
    text = (
        "云栖县关于督察反馈问题整改情况的报告\n一、总体情况\n承担中央督察整改任务8项。\n二、重点问题整改情况\n"
        "(一)石桥镇污水处理厂未建成问题\n责任单位:县住建局\n整改时限:2023年12月底\n整改进展:主体工程已完工。\n"
        "(二)东岭矿山修复滞后问题\n责任单位:县自然资源局\n整改时限:长期坚持\n整改进展:达到序时进度。\n"
    )
    reading = reading_of(text)
    assert problems(reading) == ["石桥镇污水处理厂未建成问题", "东岭矿山修复滞后问题"]
    assert [i.status.code for i in reading.items if i.status] == ["done", "on_track"]


def test_a_false_report_is_kept_beside_what_was_reported() -> None:
    text = (
        "云栖县生态环境保护督察整改完成情况\n21个问题已验收销号12个。其中“老城区雨污管网没有分流”问题虽上报已完成,"
        "现场核查发现仍有混接,属虚假整改。\n"
    )
    item = reading_of(text).items[0]
    assert item.status is not None
    assert item.status.code == "false_report"
    assert "上报状态与查实状态不一致" in item.warnings


def test_a_letter_about_one_fault_is_one_item_of_its_addressee() -> None:
    text = (
        "关于生态环境保护督察交办问题的督办通知\n青禾区人民政府:\n8月10日,省督察组现场检查发现,你区石桥镇砂石加工场洗砂废水直排河道。"
        "请你区立即查处,8月25日前将查处情况书面报市整改办。\n临澜市突出环境问题整改领导小组办公室\n2022年8月12日\n"
    )
    item = reading_of(text).items[0]
    assert item.problem.text == "你区石桥镇砂石加工场洗砂废水直排河道"
    assert [u.text for u in item.units] == ["青禾区人民政府"]
    assert item.deadline is not None
    assert (item.deadline.date, item.deadline.year) == ("2022-08-25", "inferred")


def test_a_demand_of_a_visit_with_a_unit_and_a_day_is_an_item() -> None:
    text = (
        "副市长到石桥镇督导\n2023年9月8日,副市长高某到石桥镇调研中央环保督察反馈问题整改。他要求,石桥镇要倒排工期,"
        "确保9月底前通水运行。市政府办、市生态环境局负责人陪同。\n"
    )
    item = reading_of(text).items[0]
    assert [u.text for u in item.units] == ["石桥镇"]
    assert item.deadline is not None
    assert item.deadline.date == "2023-09-30"


TWICE = """云栖县生态环境保护督察整改方案
{first}、石桥镇渣场未覆盖,扬尘明显。
整改目标:渣场全部覆盖到位,扬尘得到有效控制,周边空气质量明显改善。
责任单位:云栖县住建局
整改时限:2027年6月底前
{second}、白坡镇渣场未覆盖,扬尘明显。
整改目标:渣场全部覆盖到位,扬尘得到有效控制,周边空气质量明显改善。
责任单位:云栖县城管局
整改时限:2027年9月底前
"""


def test_two_entries_may_share_a_goal_word_for_word() -> None:
    items = reading_of(TWICE.format(first="一", second="二")).items
    assert [i.goal is not None for i in items] == [True, True]


def test_a_numbered_problem_keeps_its_number() -> None:
    items = reading_of(TWICE.format(first="三", second="四")).items
    assert [i.number and i.number.text for i in items] == ["三", "四"]


FEEDBACK = """省第五生态环境保护督察组向云栖市反馈督察情况
2026年5月6日，督察组向云栖市反馈督察意见。反馈会由云栖市市长江一舟主持，督察组组长柳见山通报督察意见。
一、责任落实不够有力
石桥县渣场整治推进不力，长期未覆盖。督察发现，3处渣场堆存约2万立方米。
该县上报完成率100%，与实际不符。
二、水环境治理短板突出
白坡区城区污水直排青溪。12处排口未接管，每天约800吨污水入河。
督察要求，云栖市应抓紧制定整改方案，在30个工作日内报送省政府；整改方案印发后6个月内报送整改落实情况。
"""


def test_a_paragraph_of_a_feedback_opens_with_its_finding() -> None:
    reading = reading_of(FEEDBACK)
    assert problems(reading)[:2] == ["石桥县渣场整治推进不力，长期未覆盖", "白坡区城区污水直排青溪"]
    assert [[u.text for u in item.units] for item in reading.items[:2]] == [["石桥县"], ["白坡区"]]


def test_what_stands_behind_a_semicolon_is_the_same_units_duty() -> None:
    duties = reading_of(FEEDBACK).items[2:]
    assert [i.deadline and i.deadline.date for i in duties] == ["P30WD", "P6M"]
    assert {u.text for item in duties for u in item.units} == {"云栖市"}


def test_a_meeting_of_feedback_has_its_chair_and_its_day() -> None:
    meeting = reading_of(FEEDBACK).meeting
    assert meeting is not None
    assert meeting.chair is not None
    assert (meeting.chair.text, meeting.date) == ("江一舟", "2026-05-06")
    assert [p.text for p in meeting.speakers] == ["柳见山"]


MINUTES = """云栖市督察整改工作领导小组会议纪要
2026年9月2日，江一舟主持召开市督察整改工作领导小组2026年第四次会议，研究督察整改工作。
一、关于管网改造。对石桥片区剩余40处混接点实施改造，由石桥区政府牵头，市住建局配合，2026年12月20日前完成。
二、关于信息报送。汇总各县区攻坚任务清单，由市整改办负责，会后5个工作日内报出。
出席：柳见山、苏望舒
"""


def test_minutes_give_the_task_before_the_one_who_is_in_charge() -> None:
    reading = reading_of(MINUTES)
    assert problems(reading) == ["对石桥片区剩余40处混接点实施改造", "汇总各县区攻坚任务清单"]
    assert [i.number and i.number.text for i in reading.items] == ["一", "二"]
    assert [i.deadline and i.deadline.date for i in reading.items] == ["2026-12-20", "P5WD"]
    assert [(u.text, u.role) for u in reading.items[0].units] == [("石桥区政府", "lead"), ("市住建局", "assist")]
    assert reading.meeting is not None
    assert [p.text for p in reading.meeting.attendees] == ["柳见山", "苏望舒"]


LETTER = """关于加快渣场整治的督办函
石桥县人民政府、市城管局:
市整改办现场督导发现,渣场整治进度滞后。现督办如下:
一、石桥县人民政府要完成渣场覆盖,2026年8月31日前完成。
二、市城管局收到本函后5个工作日内将落实情况书面报市整改办。
云栖市整改办
2026年8月14日
"""


def test_a_numbered_duty_of_a_letter_has_its_own_unit_and_limit() -> None:
    items = reading_of(LETTER).items
    assert [[u.text for u in i.units] for i in items] == [["石桥县人民政府"], ["市城管局"]]
    assert [i.deadline and i.deadline.date for i in items] == ["2026-08-31", "P5WD"]


def test_a_finding_overrules_an_earlier_claim_and_the_claim_is_told() -> None:
    text = TWICE.format(first="一", second="二").replace(
        "整改时限:2027年6月底前", "整改进展:县里曾报告整改完成,现场核查发现仍有3处未覆盖,按未完成整改管理。"
    )
    item = reading_of(text).items[0]
    assert item.status is not None
    assert item.status.code == "not_done"
    assert "上报状态与查实状态不一致" in item.warnings


def test_a_list_under_a_label_goes_on_to_its_last_member() -> None:
    text = TWICE.format(first="1", second="2").replace(
        "责任单位:云栖县住建局", "整改措施:\n(一)补建喷淋。\n(二)物料入棚。\n(三)每周巡查。\n责任单位:云栖县住建局"
    )
    items = reading_of(text).items
    assert [m.text for m in items[0].measures] == ["补建喷淋", "物料入棚", "每周巡查"]
    assert [i.number and i.number.text for i in items] == ["1", "2"]


def test_a_case_told_of_a_county_is_the_countys_whatever_town_it_names() -> None:
    text = """典型案例:云栖市石桥县渣场整治走过场
省督察组督察云栖市发现,石桥县渣场整治不严不实。
一、基本情况
全县有渣场12处。
二、主要问题
一是整治进度严重滞后。应完成9处,实际仅完成4处。
二是表面整改问题突出。白坡镇一处渣场仅撒草籽便申请验收。
"""
    items = reading_of(text).items
    assert [[u.text for u in i.units] for i in items] == [["石桥县"], ["石桥县"]]


@pytest.mark.parametrize(
    ("last", "breaks_off"),
    [
        ("公示期：2026年10月8日至2026年10月14日", False),
        ("督导单位：市整改办、市生态环境局、市住房和城乡建设局", False),
        ("整改措施：石桥县已经完成渣场覆盖，正在修建截排水沟，并对周边", True),
        ("石桥县已经完成渣场覆盖和截排水沟的修建，并对周边", True),
    ],
)
def test_a_field_that_ends_a_text_without_a_full_stop_is_whole(last: str, breaks_off: bool) -> None:
    text = f"云栖市督察整改方案\n一、石桥县渣场未覆盖，扬尘污染严重。\n责任单位：石桥县政府\n整改时限：2026年12月底前\n{last}\n"
    (item,) = reading_of(text).items
    assert any("在此中断" in warning for warning in item.warnings) is breaks_off
