"""Complaints that pages tell in running text, each with what was found and done about it."""

import pytest

from bihuan.reading import Reading
from tests.reading.texts import reading_of


def entries(reading: Reading) -> list[tuple[str | None, str, list[str]]]:
    return [
        (item.number.text if item.number else None, item.problem.text, [unit.text for unit in item.units])
        for item in reading.items
    ]


def test_paragraphs_that_tell_a_complaint_and_whether_it_was_true_make_a_table_of_a_batch() -> None:
    reading = reading_of(
        "截至2026年5月13日，我市累计收到转办信访举报件178件，其中白坡区118件、石桥县60件。\n"
        "现将部分办理情况公布如下：\n"
        "白坡区北环路烧烤店油烟直排，夜里喧闹。经查，该店没有净化器，举报情况属实。白坡区城管局已责令停业。\n"
        "石桥县苇渠养殖场粪污进沟。邻居多次投诉。经核查，粪污还田，反映情况不属实。\n"
    )
    assert reading.kind == "petition_table"
    assert entries(reading) == [
        (None, "白坡区北环路烧烤店油烟直排，夜里喧闹", ["白坡区城管局"]),
        (None, "石桥县苇渠养殖场粪污进沟。邻居多次投诉", []),
    ]
    assert [item.verdict and item.verdict.text for item in reading.items] == ["属实", "不属实"]


def test_a_batch_of_figures_that_only_says_how_many_were_true_holds_no_complaint() -> None:
    reading = reading_of(
        "云栖市第三批转办件办理情况如下：\n督察组转办我市信访举报件24件，其中白坡区14件、石桥县10件。\n"
        "经查，属实12件，部分属实8件，不属实4件，已办结20件。\n"
    )
    assert (reading.kind, reading.items) == ("petition_stat", ())


def test_the_line_above_what_was_found_and_done_tells_the_complaint_where_no_label_does() -> None:
    reading = reading_of(
        "督察在云栖：部分信访举报件办理情况\n累计收到转办信访举报件178件。现将部分办理情况公布如下：\n"
        "白坡区北环路烧烤店油烟直排。\n[污染类型]\n油烟\n[调查核实情况]\n该店没有净化器。\n[处理和整改情况]\n白坡区城管局已责令停业。\n"
        "石桥县苇渠养殖场粪污进沟。\n[污染类型]\n水\n[调查核实情况]\n粪污池已满。\n[处理和整改情况]\n县农业农村局组织清运。\n"
    )
    assert reading.kind == "petition_table"
    assert entries(reading) == [
        (None, "白坡区北环路烧烤店油烟直排", ["白坡区城管局"]),
        (None, "石桥县苇渠养殖场粪污进沟", ["县农业农村局"]),
    ]


def test_a_quoted_complaint_with_its_number_needs_no_verdict() -> None:
    reading = reading_of(
        "督察组第九批转办案件办理情况\n督察组转办我市第九批次，共92件举报案件，办理情况如下：\n"
        "一、受理编号305号：“北坡镇焦化厂常年有怪味。”\n此件与第六批第168号案件相同，市环保部门已处罚。\n"
        "二、受理编号306号：“白坡区菜场污水外溢。”\n经查，举报属实。\n1、关于“污水外溢”问题。区住建局限期10日内修复。\n"
    )
    assert reading.kind == "petition_table"
    assert entries(reading) == [
        ("305号", "北坡镇焦化厂常年有怪味", ["市环保部门"]),
        ("306号", "白坡区菜场污水外溢", ["区住建局"]),
    ]


def test_a_branch_of_the_police_that_names_its_place_in_the_middle_acts() -> None:
    reading = reading_of(
        "信访举报办理情况公开\n1、交办问题基本情况：北环路货车夜里鸣笛。\n行政区域：白坡区\n调查核实情况：噪声超标，属实。\n"
        "处理和整改情况：交警白坡大队加强夜间管理。\n"
    )
    assert [unit.text for unit in reading.items[0].units] == ["交警白坡大队"]


def test_a_sentence_below_the_number_of_a_row_shows_that_the_number_was_lost() -> None:
    reading = reading_of(
        "警示片披露问题整改完成情况公示\n我局完成整改。\n白苇县自然资源局\n2026年3月2日\n"
        "|\n序号 |\n问题具体情况 |\n整改目标 |\n整治措施 |\n进度描述 |\n备注 |\n|\n|\n"
        "北坡采石场边采边毁，闭坑后没有修复 |\n2025年6月底前完成3座采石场修复 |\n"
        "一矿一策编制方案，削坡覆土 |\n3座采石场修复通过验收 |\n|\n"
    )
    (item,) = reading.items
    assert item.problem.text == "北坡采石场边采边毁，闭坑后没有修复"
    assert item.deadline and item.deadline.date == "2025-06-30"


def test_how_many_are_to_be_finished_by_a_day_is_no_task() -> None:
    reading = reading_of(
        "云栖市通报督察整改进展情况\n全市55项整改任务中，应于今年底前完成的有13项，2027年底前完成的有41项，长期坚持的1项。"
        "目前13项已完成6项，其余按序时推进。\n2026年9月27日\n"
    )
    assert (reading.kind, reading.items) == ("progress_report", ())


@pytest.mark.parametrize(
    ("told", "number"),
    [("（受理编号X3LL202605160020）整改销号公示", "X3LL202605160020"), ("编号3173整改销号公示", "3173")],
)
def test_the_word_before_a_number_is_no_part_of_it(told: str, number: str) -> None:
    (item,) = reading_of(
        f"关于转办信访件{told}\n问题基本情况：北坡砂场污染河道。\n整改情况：已清理到位。\n石桥县水利局\n2026年3月2日\n"
    ).items
    assert item.number and item.number.text == number


def test_what_a_polluter_was_ordered_to_do_by_a_day_is_no_duty() -> None:
    reading = reading_of(
        "云栖市督察整改进展情况\n全市52项任务已完成40项，其余按序时推进。\n"
        "北坡镇查处一家化铝厂，责令其停止使用2台坩埚，并于11月26日前拆除；责令某涂料公司于12月5日前完成整改。\n"
    )
    assert (reading.kind, reading.items) == ("progress_report", ())


def test_the_remark_of_a_complaint_says_how_it_ended_and_towns_joined_by_a_mark_keep_their_names() -> None:
    reading = reading_of(
        "群众信访举报转办及查处情况\n受理编号 | 行政区域 | 交办问题基本情况 | 调查核实情况 | 是否属实 | 处理和整改情况 | 备注\n"
        "20260430 | 白苇县 | 北坡镇居民散养生猪，污水对环境影响很大。 | 有散户33户。 | 属实 | "
        "县畜牧局、北坡镇人民政府组织清运，已完成一半。 | 阶段性办结\n"
    )
    (item,) = reading.items
    assert [unit.text for unit in item.units] == ["县畜牧局", "北坡镇人民政府"]
    assert item.closed and item.status and (item.closed.text, item.status.text) == ("阶段性办结", "阶段性办结")


def test_the_last_row_of_a_glued_table_is_kept_though_the_page_breaks_off_within_it() -> None:
    reading = reading_of(
        "(上接第七版)\n"
        "序号 受理编号 受理方式 交办问题基本情况 行政区域 污染类型 调查核实情况 是否属实 处理和整改情况 问责情况\n"
        "31访受〔2026〕0517031号来电石桥镇商家村道路扬尘严重。石桥镇大气污染5月18日，石桥镇政府核查，有扬尘。是已清扫。无\n"
        "32访受〔2026〕0517032号来电北坡镇珠海路171号网点（"
    )
    assert [(i.number and i.number.text, i.problem.text) for i in reading.items] == [
        ("访受〔2026〕0517031号", "石桥镇商家村道路扬尘严重"),
        ("访受〔2026〕0517032号", "北坡镇珠海路171号网点（"),
    ]
    assert "内容不完整，原文在此中断" in reading.items[1].warnings
