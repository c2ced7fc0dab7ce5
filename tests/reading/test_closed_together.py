"""Notices that close several problems at once or tell of one in a sentence, and reports of problems with their state."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of


def answered(reading: Reading) -> list[tuple[str, str | None, list[str], str | None]]:
    return [
        (
            item.problem.text,
            item.number.text if item.number else None,
            [unit.text for unit in item.units],
            item.deadline.date if item.deadline else None,
        )
        for item in reading.items
    ]


def states(reading: Reading) -> list[str | None]:
    return [item.status.text if item.status else None for item in reading.items]


def test_members_of_a_series_in_one_paragraph_have_their_own_units_and_limits() -> None:
    reading = reading_of(
        "督察反馈问题整改完成情况公示\n我县已完成以下两项问题的整改：（一）码头散货堆场没有喷淋，由县交通运输局负责，"
        "整改时限2026年6月底；（二）采砂船11艘长期停泊，由县水利局负责，整改时限2026年9月底。"
        "两项问题均已达到整改目标，现予公示。公示期为2026年10月8日至10月14日。\n石桥县人民政府\n"
    )
    assert answered(reading) == [
        ("码头散货堆场没有喷淋", "（一）", ["县交通运输局"], "2026-06-30"),
        ("采砂船11艘长期停泊", "（二）", ["县水利局"], "2026-09-30"),
    ]


def test_what_is_told_of_all_behind_a_series_holds_for_each_member() -> None:
    reading = reading_of(
        "石桥县督察整改公示\n我县已完成以下两项问题的整改：（一）油井没有围堰；（二）污泥池防渗层破损。"
        "两项问题的责任单位均为石桥县人民政府，整改时限均为2026年8月31日前。目前，围堰和防渗膜均已竣工，已验收。\n"
        "石桥县督察整改工作领导小组办公室\n"
    )
    assert answered(reading) == [
        ("油井没有围堰", "（一）", ["石桥县人民政府"], "2026-08-31"),
        ("污泥池防渗层破损", "（二）", ["石桥县人民政府"], "2026-08-31"),
    ]
    assert states(reading) == ["均已竣工，已验收", "均已竣工，已验收"]


def test_a_bracket_with_the_number_may_stand_between_a_quoted_problem_and_what_is_said_of_it() -> None:
    reading = reading_of(
        "公示\n按照省生态环境保护督察整改要求，市农业农村局牵头的“清江网箱养殖反弹，还有63口网箱”（第十四项任务）已按时完成整改，现公示如下。\n"
        "一、整改责任单位：市农业农村局、白坡区政府\n二、整改时限：2026年6月底\n"
        "三、整改措施\n1.拆除网箱63口；\n2.建立巡江制度。\n"
        "公示期限：2026年7月10日至7月16日\n"
    )
    assert answered(reading) == [
        ("清江网箱养殖反弹，还有63口网箱", "第十四项", ["市农业农村局", "白坡区政府"], "2026-06-30")
    ]
    assert len(reading.items[0].measures) == 2


def test_a_problem_that_an_inspection_is_said_to_have_told_is_the_entry_of_a_notice() -> None:
    reading = reading_of(
        "关于整改销号的公示\n省环境保护督察反馈我县“建筑垃圾随意倾倒，消纳场建设滞后”。目前，该问题已整改完毕，"
        "同意上报市整改办销号。现公示7日。\n石桥县人民政府办公室\n2026年8月12日\n"
    )
    assert [item.problem.text for item in reading.items] == ["建筑垃圾随意倾倒，消纳场建设滞后"]


def test_who_leads_and_helps_may_stand_above_the_labels_of_a_notice() -> None:
    reading = reading_of(
        "督察第22项问题整改验收公示\n本项由石桥市海洋局牵头，白坡区人民政府配合。\n问题：蚝排侵占航道。\n"
        "目标：航道畅通。\n时限：2026年12月30日前。\n措施落实：一是清理蚝排；二是划定养殖区。\n"
    )
    assert [(u.text, u.role) for u in reading.items[0].units] == [
        ("石桥市海洋局", "lead"),
        ("白坡区人民政府", "assist"),
    ]


def test_the_number_of_a_task_that_the_opening_names_is_that_of_the_only_entry() -> None:
    reading = reading_of(
        "督察反馈问题整改完成情况公示\n我县已完成督察整改方案第四十一项任务，经县级验收，现予公示。\n"
        "一、整改任务：港内网箱养殖过密，港池水质变差。\n二、整改目标：网箱全部清退。\n三、责任单位：石桥县农业农村局。\n"
        "四、完成情况：拆除网箱1120口，同意通过县级验收。\n"
    )
    assert [number for _, number, _, _ in answered(reading)] == ["第四十一项"]
    assert states(reading) == ["拆除网箱1120口，同意通过县级验收"]


def test_persons_of_two_levels_are_of_one_entry() -> None:
    reading = reading_of(
        "督察反馈问题整改完成公示\n问题36：盐池母液渗漏，红柳枯死。\n包抓领导：江一舟\n责任单位：石桥县工信局\n"
        "责任人：林知远\n整改时限：2026年11月底前\n整改目标：母液池完成防渗\n完成情况：已通过复核验收。\n"
    )
    assert answered(reading) == [("盐池母液渗漏，红柳枯死", "问题36", ["石桥县工信局"], "2026-11-30")]
    assert [person.text for person in reading.items[0].persons] == ["江一舟", "林知远"]


def test_a_verdict_of_those_who_accept_goes_before_the_works_that_are_done() -> None:
    reading = reading_of(
        "整改问题销号公示\n序号 | 反馈问题 | 整改责任单位 | 整改完成情况 | 验收结论\n"
        "1 | 保护区内有农家乐2家 | 北坡镇人民政府 | 2家农家乐已拆除，地块复绿 | 同意销号\n"
        "2 | 飞灰暂存超期 | 区城管局 | 飞灰全部外运 | 同意销号\n"
    )
    assert states(reading) == ["同意销号", "同意销号"]


def test_numbered_findings_are_entries_where_the_next_line_says_how_each_stands() -> None:
    reading = reading_of(
        "关于督察反馈问题整改情况的报告\n二、具体整改情况\n（一）扬尘监测设备长期离线。\n该问题已完成整改。检修设备31台。\n"
        "（二）秸秆火点数不降反升。\n该问题正在整改。建立巡查机制，预计2027年6月底前完成。\n白坡市人民政府\n2026年12月20日\n"
    )
    assert answered(reading) == [
        ("扬尘监测设备长期离线", "（一）", [], None),
        ("秸秆火点数不降反升", "（二）", [], "2027-06-30"),
    ]
    assert states(reading) == ["已完成整改", "正在整改"]


def test_what_is_told_of_some_places_in_general_is_no_entry_of_a_report() -> None:
    reading = reading_of(
        "公开督察整改落实情况\n截至2026年3月底，方案明确的530项任务已完成274项。整改工作仍存在以下薄弱环节：\n"
        "一是部分地区矿山生态修复进展缓慢。\n二是一些地方整改工作避重就轻。\n三是个别单位对群众举报查处不力，出现污染反弹。\n"
    )
    assert reading.items == ()


def test_the_chapters_of_a_report_say_how_the_entries_below_them_stand() -> None:
    reading = reading_of(
        "石桥县2026年督察整改工作情况通报\n一、已完成整改的问题（2个）\n1.砖厂在线监测设备未联网\n2.水源地隔离网破损\n"
        "二、正在整改的问题（1个）\n1.采砂场未按方案开采，责任单位县水利局，完成60%，2026年11月底前完成\n"
        "三、下一步工作\n继续跟踪督办，确保按期完成。\n"
    )
    assert answered(reading) == [
        ("砖厂在线监测设备未联网", "1", [], None),
        ("水源地隔离网破损", "2", [], None),
        ("采砂场未按方案开采", "1", ["县水利局"], "2026-11-30"),
    ]
    assert states(reading)[:2] == ["已完成整改", "已完成整改"]


def test_a_matter_that_lags_is_told_with_its_day_its_state_and_who_answers() -> None:
    reading = reading_of(
        "云栖市督察整改亮红灯任务通报\n10月调度显示，我市督察整改任务中有1项亮红灯。\n"
        "滨港岸线修复任务计划9月底前完成，目前仅完成工程量的55%，责任单位滨港新区管委会，已承诺11月底前完成。\n2026年10月28日\n"
    )
    assert answered(reading) == [("滨港岸线修复任务", None, ["滨港新区管委会"], "2026-11-30")]
    assert states(reading) == ["仅完成工程量的55%"]


def test_lines_with_the_unit_in_a_bracket_are_the_entries_of_a_notice_that_closes_them() -> None:
    reading = reading_of(
        "石桥县督察整改销号情况公示\n下列2项整改任务已达到销号标准，现予以公示。公示时间：2026年6月7日—6月11日。\n"
        "1.稀土矿点复绿不到位（责任单位：象洞镇人民政府、县自然资源局）\n2.屠宰场废水超标（责任单位：县农业农村局）\n"
        "石桥县整改办\n2026年6月7日\n"
    )
    assert answered(reading) == [
        ("稀土矿点复绿不到位", "1", ["象洞镇人民政府", "县自然资源局"], None),
        ("屠宰场废水超标", "2", ["县农业农村局"], None),
    ]


def test_who_asked_for_it_answers_for_a_task_that_a_letter_agrees_to_strike_off() -> None:
    reading = reading_of(
        "关于同意白坡区中央生态环境保护督察反馈第二十九项问题整改销号的函\n白坡区人民政府：\n"
        "你区申请整改销号的请示收悉。经市住建局现场核查并公示无异议，该项问题“中心排水渠常年黑臭，直排口57处”整改措施已全部落实，达到整改目标，同意销号。\n云栖市督察整改办\n2026年12月19日\n"
    )
    assert answered(reading) == [("中心排水渠常年黑臭，直排口57处", "第二十九项", ["白坡区人民政府"], None)]
    assert states(reading) == ["同意销号"]


def test_a_number_behind_that_of_the_line_is_the_entry_s_and_a_limit_is_no_part_of_its_wording() -> None:
    reading = reading_of(
        "预警函\n石桥县人民政府：\n你县承担的督察整改任务进展缓慢，具体如下：\n"
        "1.第7号问题：渗滤液处理设施未建成，整改时限2026年6月30日；\n2.第11号问题：黄泥河排口水质超标，整改时限2026年7月31日。\n"
        "请你县主要负责同志亲自研究，制定赶工方案，5月15日前报我办。\n云栖市整改办\n2026年5月6日\n"
    )
    assert answered(reading) == [
        ("渗滤液处理设施未建成", "第7号", ["石桥县人民政府"], "2026-06-30"),
        ("黄泥河排口水质超标", "第11号", ["石桥县人民政府"], "2026-07-31"),
        ("制定赶工方案", None, ["石桥县人民政府"], "2026-05-15"),
    ]


def test_a_verdict_under_a_label_of_conclusions_is_that_of_the_complaint_and_no_verdict_swallows_the_next_label() -> (
    None
):
    cards = reading_of(
        "白坡县第六批信访件办理情况\n编号：D3LX202604120030\n举报内容：屠宰场排放污水。\n调查核实：暂存池盖板破损，有异味。\n"
        "结论：部分属实\n办理结果：更换盖板，已办结。\n"
    )
    assert [item.verdict.text for item in cards.items if item.verdict] == ["部分属实"]
    inline = reading_of(
        "群众举报转办和边督边改公开情况\n1、受理编号：D3LX202604060032。交办问题：渣土场扬尘大。调查核实情况：部分裸露未覆盖。"
        "是否属实：属实。处理和整改情况：11月8日，白坡区城管局责令该渣土场覆盖。问责情况：无。\n"
    )
    assert [[unit.text for unit in item.units] for item in inline.items] == [["白坡区城管局"]]


def test_numbered_lines_of_a_long_list_with_who_answers_are_what_a_notice_strikes_off() -> None:
    reading = reading_of(
        "关于生态环境保护督察整改销号问题的公告\n经整改、验收、公示，准予第5项、第8项共2项问题销号：\n"
        "第5项 化工企业搬迁进度滞后。责任单位：市工信局。销号日期：2026年6月30日。\n"
        "第8项 危险废物处置能力不足。责任单位：市生态环境局。销号日期：2026年7月31日。\n云栖市督察整改办\n2026年8月5日\n"
    )
    assert [(number, named) for _, number, named, _ in answered(reading)] == [
        ("第5项", ["市工信局"]),
        ("第8项", ["市生态环境局"]),
    ]


def test_a_task_that_a_report_names_again_with_who_and_when_is_one_entry() -> None:
    reading = reading_of(
        "石桥县18个督察反馈问题整改完成16个\n截至11月20日，督察反馈我县的18个问题已完成整改16个，剩余2个分别为城区雨污分流改造"
        "和西山矿区生态修复。\n县住建局负责的城区雨污分流改造，已铺设管网21公里，预计12月底完成；"
        "县自然资源局负责的西山矿区生态修复，完成覆土320亩，计划明年5月底完成。\n2026-11-21\n"
    )
    assert answered(reading) == [
        ("城区雨污分流改造", None, ["县住建局"], "2026-12-31"),
        ("西山矿区生态修复", None, ["县自然资源局"], "2027-05-31"),
    ]


def test_what_was_found_stands_behind_its_word_and_the_number_in_the_title_is_that_of_the_only_complaint() -> None:
    reading = reading_of(
        "关于督察组交办“D3LX202609160051”号举报件办理情况的公示\n群众反映：洗车场污水直排雨水管。\n"
        "经查：沉淀池满溢，少量废水进入雨水井，举报内容基本属实。\n处理情况：责令限期改正。\n责任单位：区住建局\n"
    )
    assert answered(reading) == [("洗车场污水直排雨水管", "D3LX202609160051", ["区住建局"], None)]
    assert [item.verdict.text for item in reading.items if item.verdict] == ["基本属实"]


def test_what_hinders_a_task_is_no_entry_beside_the_task_that_its_line_names() -> None:
    reading = reading_of(
        "督察整改月报（6月）\n二、推进中任务\n"
        "1.任务三：污水厂提标改造。进度：土建完成90%。责任单位：区住建局。时限：2026年9月底。存在问题：设备到货延迟。\n"
        "2.任务七：北山矿坑治理。进度：完成回填18万方。责任单位：区自然资源局。时限：2026年12月底。存在问题：无。\n"
    )
    assert [(named, due) for _, _, named, due in answered(reading)] == [
        (["区住建局"], "2026-09-30"),
        (["区自然资源局"], "2026-12-31"),
    ]
    assert "污水厂提标改造" in reading.items[0].problem.text


def test_who_reports_on_tasks_of_its_own_answers_for_them() -> None:
    reading = reading_of(
        "石桥县交通局关于督察反馈问题整改进展情况的报告\n县整改办：\n现将我局牵头的整改任务进展情况报告如下：\n"
        "一、码头岸电设施建设滞后问题。目前已建成岸电6套，剩余2套正在安装，预计2027年8月底前完成。\n"
        "二、港口粉尘无组织排放问题。已完成整改。建设抑尘网1200米。\n石桥县交通局\n2027年6月28日\n"
    )
    assert [named for _, _, named, _ in answered(reading)] == [["石桥县交通局"], ["石桥县交通局"]]


def test_the_wording_of_a_feedback_is_the_problem_of_a_notice() -> None:
    reading = reading_of(
        "关于督察反馈意见整改任务（第三十五项）完成情况的公示\n一、反馈意见原文\n秸秆综合利用率低于考核目标。\n"
        "二、整改目标\n利用率达到90%以上。\n三、整改时限\n2026年6月底\n四、责任单位\n市农业农村局\n"
    )
    assert answered(reading) == [("秸秆综合利用率低于考核目标", "第三十五项", ["市农业农村局"], "2026-06-30")]


CLOSING = "公示期：2026年5月6日至5月12日。\n联系电话：0000-1234567\n云栖县督察整改办\n2026年5月6日\n"


@pytest.mark.parametrize(
    "problems", [("问题一：", "问题二："), ("一、", "二、"), ("1.", "2."), ("反馈问题一：", "反馈问题二：")]
)
@pytest.mark.parametrize("closing", ["", CLOSING])
def test_numbered_problems_that_only_say_how_they_were_put_right_are_entries(
    problems: tuple[str, str], closing: str
) -> None:
    reading = reading_of(
        "云栖县第三批督察反馈问题整改销号公示\n"
        f"{problems[0]}石桥砂场扬尘污染严重，喷淋设施长期停用。\n整改情况：已完成整改。\n"
        f"{problems[1]}北坡猪场粪污渗漏。\n整改情况：已完成整改。\n{closing}"
    )
    assert [item.problem.text for item in reading.items] == [
        "石桥砂场扬尘污染严重，喷淋设施长期停用",
        "北坡猪场粪污渗漏",
    ]
    assert states(reading) == ["已完成整改", "已完成整改"]


@pytest.mark.parametrize(
    "told",
    ["省督察组反馈：{}。整改以来，", "2025年，省督察组反馈我县{}。目前，", "省督察组反馈我县{}问题。我县高度重视，"],
)
def test_a_fault_that_an_inspection_told_is_the_entry_of_a_notice_that_says_how_it_ended(told: str) -> None:
    fault = "石桥砂场扬尘污染严重，喷淋设施长期停用"
    reading = reading_of(
        "关于云栖县石桥砂场扬尘问题整改完成情况公示\n"
        f"{told.format(fault)}县城管局修复喷淋设施6套，覆盖料堆2万平方米，已完成整改。\n{CLOSING}"
    )
    assert [item.problem.text for item in reading.items] == [fault]
    assert states(reading) == ["已完成整改"]


def test_a_label_ends_at_the_space_before_its_value_where_no_colon_does() -> None:
    reading = reading_of(
        "云栖县第三批督察反馈问题整改销号公示\n一、反馈问题  石桥砂场扬尘污染严重，喷淋设施长期停用。\n"
        "二、整改目标  扬尘达标排放。\n三、完成情况  已完成整改。\n公示时间5个工作日。如有异议，请向县整改办反映。\n"
    )
    assert [item.problem.text for item in reading.items] == ["石桥砂场扬尘污染严重，喷淋设施长期停用"]
    assert states(reading) == ["已完成整改"]
