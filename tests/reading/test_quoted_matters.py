"""What the words around a matter between quotation marks tell of it, and in what words a state is told."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of

Told = tuple[str, str | None, list[str], str | None, str | None]

REPORT = (
    "云栖市督察整改进展通报\n截至9月底，省督察反馈的28项任务已完成20项，滞后任务为：\n{}\n云栖市整改办\n2026年10月8日\n"
)
LETTER = "督办函\n{address}：\n{}\n云栖市整改办\n2026年7月26日\n"


def told(reading: Reading) -> list[Told]:
    return [
        (
            item.problem.text,
            item.number.text if item.number else None,
            [unit.text for unit in item.units],
            item.deadline.date if item.deadline else None,
            item.status.text if item.status else None,
        )
        for item in reading.items
    ]


def test_a_report_tells_who_answers_and_by_when_behind_each_matter() -> None:
    reading = reading_of(
        REPORT.format(
            "第六项“东湾互花米草清除”，责任单位白坡区政府，时限2026年12月底，仅完成61%；\n"
            "第九项“老城管网空白”，责任单位为市住建局，时限2026年11月底，尚未开工。"
        )
    )
    assert [entry[:4] for entry in told(reading)] == [
        ("东湾互花米草清除", "第六项", ["白坡区政府"], "2026-12-31"),
        ("老城管网空白", "第九项", ["市住建局"], "2026-11-30"),
    ]


def test_who_promises_a_day_answers_for_the_matter_before() -> None:
    reading = reading_of(
        REPORT.format(
            "一是“北坡河生活污水直排”问题，管网只建成3公里，白坡区政府承诺11月底前完成；"
            "二是“填埋场渗滤液积存”问题，设备没有进场，市城管局承诺11月20日前设备进场。"
        )
    )
    assert [(entry[0], entry[2], entry[3]) for entry in told(reading)] == [
        ("北坡河生活污水直排", ["白坡区政府"], "2026-11-30"),
        ("填埋场渗滤液积存", ["市城管局"], "2026-11-20"),
    ]


def test_a_matter_that_an_inspection_told_is_an_entry_whatever_its_words() -> None:
    reading = reading_of(
        "白坡区推进督察整改落实情况\n针对省督察组反馈的“园区污水厂进水浓度低”问题，由区住建局牵头修复破损点213处。"
        "目前该问题整改已完成85%，预计2026年11月底前全面完成。\n2026年9月5日\n"
    )
    assert told(reading) == [("园区污水厂进水浓度低", None, ["区住建局"], "2026-11-30", "整改已完成85%")]


def test_each_line_of_a_reminder_is_for_the_unit_that_opens_it() -> None:
    reading = reading_of(
        LETTER.format(
            "以下任务将于近期到期，现予提醒：\n市水利局：第9项“沙河电站生态流量不足”，应于2026年9月30日前完成；\n"
            "市农业农村局：第13项“养殖粪污直排”，应于2026年10月31日前完成。",
            address="市水利局、市农业农村局",
        )
    )
    assert [(entry[0], entry[2], entry[3]) for entry in told(reading)] == [
        ("沙河电站生态流量不足", ["市水利局"], "2026-09-30"),
        ("养殖粪污直排", ["市农业农村局"], "2026-10-31"),
    ]


def test_what_a_letter_demands_of_a_matter_is_a_duty_beside_it() -> None:
    reading = reading_of(
        LETTER.format(
            "督察反馈的“老城混错接点114处未改造”问题（整改任务第二十二项），由你局牵头整改，整改时限为2026年9月底前。"
            "截至7月25日，仅改造41处，进度严重滞后。请于8月5日前将滞后原因书面报送市整改办。",
            address="石桥县住建局",
        )
    )
    assert told(reading) == [
        ("老城混错接点114处未改造", "第二十二项", ["石桥县住建局"], "2026-09-30", "进度严重滞后"),
        ("将滞后原因书面报送市整改办", None, ["石桥县住建局"], "2026-08-05", None),
    ]


def test_a_saying_between_quotation_marks_is_no_matter() -> None:
    reading = reading_of(REPORT.format("各责任单位牢固树立“绿水青山就是金山银山”理念，9月底前全部完成自查。"))
    assert [entry[0] for entry in told(reading) if "金山" in entry[0]] == []


@pytest.mark.parametrize(
    "state",
    [
        "已完成整改，具备销号条件",
        "已完成并长期坚持",
        "已经完成，长期坚持",
        "正在持续推进整改",
        "同意通过县级验收",
        "已通过复核验收",
    ],
)
def test_a_state_is_told_in_all_of_its_words(state: str) -> None:
    reading = reading_of(
        "督察反馈问题整改情况公示\n反馈问题：某溢流口雨天溢流。\n责任单位：县水利局\n"
        f"整改情况：建成调蓄池1座，改造截流井4处，安装了限流阀，雨天溢流明显减少，水面没有油花。{state}。\n"
    )
    assert [item.status and item.status.text for item in reading.items] == [state]


@pytest.mark.parametrize("done", ["已完成85%", "已完成总工程量的70%", "已完成七成"])
def test_a_share_of_the_work_is_no_end_of_it(done: str) -> None:
    reading = reading_of(
        "督察反馈问题整改进展情况\n反馈问题：某溢流口雨天溢流。\n责任单位：县水利局\n整改时限：2026年12月底\n"
        f"整改进展：新建管网12公里，{done}，沿线道路还没有恢复，其余路段等雨季过后再挖。\n"
    )
    assert [item.status and item.status.code for item in reading.items] in ([None], ["unknown"])


def test_who_is_written_to_answers_for_the_problems_of_a_chapter_each_by_its_number() -> None:
    reading = reading_of(
        LETTER.format(
            "近日，市督察整改办开展现场核查，发现你县部分问题整改滞后。现督办如下：\n一、存在的主要问题\n"
            "（一）截污干管缺口1.8公里没有连通。\n（二）污水站停运，进水泵被拆走。\n二、整改要求\n"
            "（一）请你县高度重视，扛起政治责任。\n（二）请你县于2026年9月30日前完成上述问题整改。\n"
            "（三）请于8月10日前将整改方案报送市督察整改办。",
            address="石桥县人民政府",
        )
    )
    assert [entry[:4] for entry in told(reading)] == [
        ("截污干管缺口1.8公里没有连通", "（一）", ["石桥县人民政府"], "2026-09-30"),
        ("污水站停运，进水泵被拆走", "（二）", ["石桥县人民政府"], "2026-09-30"),
        ("将整改方案报送市督察整改办", None, ["石桥县人民政府"], "2026-08-10"),
    ]


def test_the_object_of_supervision_answers() -> None:
    reading = reading_of(
        LETTER.format(
            "决定对以下2个问题实行挂牌督办：\n一、园区污水管网破损，污水渗入灌渠。\n督办对象：石桥县人民政府\n"
            "整改要求：完成管网修复\n督办期限：2026年11月30日前\n二、废轮胎土法炼油屡禁不止。\n督办对象：白坡区人民政府\n"
            "整改要求：拆除设备\n督办期限：2026年10月15日前",
            address="石桥县人民政府、白坡区人民政府",
        )
    )
    assert [(entry[2], entry[3]) for entry in told(reading)] == [
        (["石桥县人民政府"], "2026-11-30"),
        (["白坡区人民政府"], "2026-10-15"),
    ]


def test_a_complaint_that_is_passed_on_has_its_number_and_the_day_of_its_answer() -> None:
    reading = reading_of(
        LETTER.format(
            "现将督察组转办的D3LX202607230018号信访举报件转给你们。举报反映：一家石材厂夜间偷排石粉浆，流入北坡河。"
            "请认真调查核实，于7月30日18时前将调查处理报告经主要负责同志签字后报市协调联络组。",
            address="白坡区委、区政府",
        )
    )
    assert [entry[:4] for entry in told(reading)] == [
        ("一家石材厂夜间偷排石粉浆，流入北坡河", "D3LX202607230018", ["白坡区委", "区政府"], "2026-07-30")
    ]


def test_complaints_that_a_letter_counts_up_have_the_numbers_in_their_brackets() -> None:
    reading = reading_of(
        LETTER.format(
            "督察进驻以来，你区以下信访件被群众重复举报：\n一是汽车喷漆异味（受理编号D2LX202612080013），群众举报5次；\n"
            "二是露天烧烤油烟（受理编号X2LX202612090022），群众举报3次。\n请你区8月25日前彻底解决，并将办理结果报市协调保障组。",
            address="白坡区人民政府",
        )
    )
    assert [entry[:4] for entry in told(reading)] == [
        ("汽车喷漆异味", "D2LX202612080013", ["白坡区人民政府"], "2026-08-25"),
        ("露天烧烤油烟", "X2LX202612090022", ["白坡区人民政府"], "2026-08-25"),
    ]


def test_a_matter_that_is_supervised_again_has_no_limit_of_what_is_then_demanded() -> None:
    reading = reading_of(
        LETTER.format(
            "4月20日督办的“小区污水外溢”问题，经复核未整改到位。现二次督办，要求高桥街道办事处8月15日前完成化粪池清掏。",
            address="高桥街道办事处",
        )
    )
    assert [(entry[0], entry[3]) for entry in told(reading)] == [
        ("小区污水外溢", None),
        ("完成化粪池清掏", "2026-08-15"),
    ]


def test_matters_that_were_reported_otherwise_are_due_by_the_day_set_for_all() -> None:
    reading = reading_of(
        "关于石桥县督察整改核查情况的反馈函\n石桥县人民政府：\n核查组对你县上报完成的6项整改任务进行核查，2项不属实：\n"
        "（一）第三项“养殖场治污设施全覆盖”。上报已完成，实际有2家养殖场未配套设施。\n"
        "（二）第十项“水源地环境问题清零”。上报已完成，实际水源地内仍有旱厕3座。\n"
        "对上述2项，请你县重新整改，11月底前完成并再次申请验收。\n云栖市整改办\n2026年9月20日\n"
    )
    assert [entry[:4] for entry in told(reading)] == [
        ("养殖场治污设施全覆盖", "第三项", ["石桥县人民政府"], "2026-11-30"),
        ("水源地环境问题清零", "第十项", ["石桥县人民政府"], "2026-11-30"),
    ]
