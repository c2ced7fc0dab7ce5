"""Who is told in running text to do what by when: in meeting news, in minutes, on visits, in letters."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of

Told = tuple[str, str | None, list[str]]

MEETING = "临澜市召开督察整改调度会\n5月11日，临澜市督察整改调度会召开。\n会议要求，{}。\n2026年5月11日\n"
MINUTES = "临澜市督察整改专题会议纪要\n2026年5月11日，江一舟主持召开督察整改专题会议。议定如下：\n{}\n"


def told(reading: Reading) -> list[Told]:
    return [
        (i.problem.text, i.deadline.date if i.deadline else None, [unit.text for unit in i.units])
        for i in reading.items
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("市公安局5月20日前对渣土车夜间巡查全覆盖", ("对渣土车夜间巡查全覆盖", "2026-05-20", ["市公安局"])),
        ("白坡区政府5月底前逐户核对排水去向", ("逐户核对排水去向", "2026-05-31", ["白坡区政府"])),
        ("市城管局开展炉渣堆放点整治，期限为6月底", ("市城管局开展炉渣堆放点整治", "2026-06-30", ["市城管局"])),
        ("市水务局排查暗管，6月10日前见到实效", ("市水务局排查暗管", "2026-06-10", ["市水务局"])),
        (
            "市住建局委托第三方查明渗漏原因，6月10日前向市政府报告",
            ("市住建局委托第三方查明渗漏原因", "2026-06-10", ["市住建局"]),
        ),
    ],
)
def test_a_unit_that_is_told_a_task_with_a_limit_has_a_duty_whatever_the_verb(sentence: str, expected: Told) -> None:
    assert told(reading_of(MEETING.format(sentence))) == [expected]


@pytest.mark.parametrize("verb", ["要求", "叮嘱", "责成"])
def test_who_is_told_stands_behind_the_word_of_telling(verb: str) -> None:
    text = f"市长调研尾矿库整治\n2026年7月2日，市长江一舟到尾矿库调研环境风险。\n江一舟{verb}市应急管理局8月底前完成验收。\n"
    assert told(reading_of(text)) == [("完成验收", "2026-08-31", ["市应急管理局"])]


def test_who_demands_is_not_who_is_told() -> None:
    text = "临澜市水源地整治进展情况\n全市整改任务41项。市整改办要求，县级水源地问题2026年11月底前全部改完。\n"
    assert all(units != ["市整改办"] for _, _, units in told(reading_of(text)))


def test_what_a_unit_did_is_no_duty() -> None:
    text = "临澜市召开督察整改推进会\n5月11日，推进会召开。市公安局5月10日前查处渣土车30辆。\n2026年5月11日\n"
    assert told(reading_of(text)) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "住建局牵头制定管网改造计划，城管局、水利局配合，9月底前报市政府。",
            ("制定管网改造计划", "2026-09-30", ["住建局", "城管局", "水利局"]),
        ),
        ("（1）市发改委制定搬迁激励办法（时限：6月5日）。", ("市发改委制定搬迁激励办法", "2026-06-05", ["市发改委"])),
        (
            "矸石堆体封闭工程由市能源局牵头推进，白坡区政府参加，11月上旬完成。",
            ("矸石堆体封闭工程", "2026-11-10", ["市能源局", "白坡区政府"]),
        ),
    ],
)
def test_minutes_say_who_leads_who_helps_and_when_in_several_orders(line: str, expected: Told) -> None:
    assert told(reading_of(MINUTES.format(line))) == [expected]


def test_a_heading_that_counts_the_agenda_numbers_what_is_decided_below_it() -> None:
    items = reading_of(MINUTES.format("【议题一】渣场治理\n渣场封闭工程由市能源局负责，11月底前完成。")).items
    assert [i.number.text for i in items if i.number] == ["议题一"]


def test_a_report_with_its_own_limit_behind_a_plan_with_its_own_is_a_duty_by_itself() -> None:
    text = (
        "省督察组向云栖市反馈督察情况\n一、责任落实不够有力\n石桥县渣场整治推进不力，长期未覆盖。\n"
        "督察要求，云栖市要在30个工作日内制定整改方案报省政府，并在6个月内报送整改情况。\n"
    )
    plan, report = [item for item in reading_of(text).items if item.deadline]
    assert (plan.problem.text, plan.deadline and plan.deadline.date) == ("制定整改方案报省政府", "P30WD")
    assert (report.problem.text, report.deadline and report.deadline.date) == ("在6个月内报送整改情况", "P6M")
