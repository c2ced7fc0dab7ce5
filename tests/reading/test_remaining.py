"""What progress reports name as not done yet, in the sentences that count what is done."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of


def report(told: str) -> Reading:
    return reading_of(f"云栖市督察整改总体情况\n整改方案共36项整改任务，截至2026年12月，{told}\n2027年1月6日\n")


def test_what_is_left_is_named_as_often_as_it_is_counted() -> None:
    reading = report("已完成整改33项，剩余1项为白坡河治理，正在推进。其余2项为青溪海域治理和废渣库整治，达到序时进度。")
    assert reading.kind == "progress_report"
    assert [item.problem.text for item in reading.items] == ["白坡河治理", "青溪海域治理", "废渣库整治"]
    assert [item.status and item.status.text for item in reading.items] == ["正在推进", "达到序时进度", "达到序时进度"]


@pytest.mark.parametrize("rest", ["剩余3项为正在推进状态", "其余3项为白坡河和青溪治理", "其余3项正在按序时推进"])
def test_a_rest_that_names_no_matters_or_fewer_than_it_counts_is_no_entry(rest: str) -> None:
    assert report(f"已完成整改33项，{rest}。").items == ()


def test_what_was_due_and_what_a_check_found_undone_are_entries_of_the_places_they_name() -> None:
    reading = report(
        "已完成30项。但计划应于2025年底前完成治理的石桥市、青溪县存量垃圾场未完成整治。"
        "抽查发现，北坡林业局垃圾场尚未完成治理，存在虚假整改问题。"
    )
    told = [
        (item.problem.text, [unit.text for unit in item.units], item.status and item.status.text)
        for item in reading.items
    ]
    assert told == [
        ("存量垃圾场", ["石桥市", "青溪县"], "未完成整治"),
        ("垃圾场尚未完成治理", ["北坡林业局"], "虚假整改"),
    ]
    assert [item.deadline and item.deadline.date for item in reading.items] == ["2025-12-31", None]


def test_a_task_of_a_report_stands_as_its_own_line_says() -> None:
    reading = reading_of(
        "督察反馈问题整改进展情况（截至2025年3月底）\n云栖市共承担整改任务28项，已完成20项。\n一、正在推进的任务\n"
        "1.北坡片区雨污分流改造。时限2025年12月底，完成管网9.6公里，达到序时进度。责任单位：市住建局。\n"
        "二、滞后的任务\n1.苇渠填埋场渗滤液未处理完。时限2024年12月底，目前剩余1.1万吨。责任单位：苇渠镇政府。\n"
    )
    assert [item.status and item.status.text for item in reading.items] == ["达到序时进度", "剩余1.1万吨"]


def test_a_point_before_whole_things_is_the_mark_of_a_number() -> None:
    text = (
        "石桥县督察整改进展通报\n全县承担督察整改任务16项，已完成14项。未完成任务推进情况：\n"
        "1.鱼池尾水直排，责任单位为县农业农村局，2026年10月底前完成，目前正在施工。\n"
        "2.7家电镀企业没有雨污分流，责任单位为县工信局，2026年10月底前完成，目前正在招标。\n"
    )
    assert [item.problem.text for item in reading_of(text).items] == ["鱼池尾水直排", "7家电镀企业没有雨污分流"]


def test_the_second_line_of_a_title_that_tells_of_rectification_is_no_label_of_a_problem() -> None:
    text = (
        "白坡县公开贯彻落实省第五督察组\n反馈问题整改落实情况\n2025年10月，省督察组对白坡县开展了督察，现公开如下。\n"
        "一、整体进展情况\n截至目前，149项整改措施已完成103项，按照序时进度推进46项。\n"
    )
    assert reading_of(text).items == ()
