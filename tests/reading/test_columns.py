"""Tables whose cells say what their heads do not: numbers, faults, states, persons beside units, days without a year."""

import pytest

from bihuan.reading import Reading, read
from tests.reading.texts import reading_of, table_source


def units_of(reading: Reading) -> list[list[str]]:
    return [[unit.text for unit in item.units] for item in reading.items]


def persons_of(reading: Reading) -> list[list[str]]:
    return [[one.text for one in item.persons] for item in reading.items]


def days_of(reading: Reading) -> list[str | None]:
    return [item.deadline.date if item.deadline else None for item in reading.items]


def told(reading: Reading) -> list[tuple[str | None, str, str | None]]:
    return [
        (item.number.text if item.number else None, item.problem.text, item.status.text if item.status else None)
        for item in reading.items
    ]


HEADS = ["次序", "点位", "查到啥", "咋处置", "哪家管", "几号交账", "研判"]
ROWS = [
    ["1", "石桥砂场", "喷淋损坏，料堆未覆盖", "更换喷头。", "区自然资源局", "2026年6月10日", "推进中"],
    ["2", "北坡猪场", "粪污渗漏入沟", "修补池壁。", "区农业农村局", "2026年6月20日", "未完成"],
    ["3", "南门小区", "无", "无", "无", "无", "无"],
]
TITLE = "云栖区生态环境问题现场情况表"


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param(read(table_source([[TITLE], HEADS, *ROWS], {(0, 0): (1, 7)})), id="known"),
        pytest.param(reading_of("\n".join([TITLE, *(" | ".join(row) for row in (HEADS, *ROWS))])), id="bars"),
        pytest.param(reading_of("\n".join([TITLE, *("\t".join(row) for row in (HEADS, *ROWS))])), id="tabs"),
    ],
)
def test_heads_in_any_words_are_told_by_what_stands_below(reading: Reading) -> None:
    assert told(reading) == [("1", "喷淋损坏，料堆未覆盖", "推进中"), ("2", "粪污渗漏入沟", "未完成")]
    assert units_of(reading) == [["区自然资源局"], ["区农业农村局"]]
    assert days_of(reading) == ["2026-06-10", "2026-06-20"]


def test_a_week_of_meetings_is_no_list_of_problems() -> None:
    rows = "6月1日 | 整改调度会 | 市整改办\n6月2日 | 现场督导 | 市水务局\n6月3日 | 资料审核 | 市住建局\n"
    assert reading_of(f"云栖市督察整改一周安排\n日期 | 内容 | 参加单位\n{rows}").items == ()


def test_cards_whose_values_end_with_a_word_of_a_head_stay_cards() -> None:
    cards = [
        ["受理编号", "X3LL202605010001"],
        ["举报内容", "楼顶飘下白雾，落满车身。"],
        ["责任单位", "市城管局"],
        ["是否属实", "属实"],
    ]
    reading = read(table_source([*cards, ["办理结果", "加装收水器并向来电人说明。"], ["是否办结", "已办结"]]))
    assert [item.problem.text for item in reading.items] == ["楼顶飘下白雾，落满车身"]


def test_lines_that_count_entries_from_one_are_their_numbers() -> None:
    reading = reading_of(
        "白坡县督察组交办加油站问题清单\n1.点位：北坡加油站\n存在问题：油罐渗漏。\n责任单位：县商务局\n整改期限：2026年6月底前\n"
        "2.点位：南坡加油站\n存在问题：台账缺失。\n责任单位：县商务局\n整改期限：2026年7月底前\n"
    )
    assert [number for number, *_ in told(reading)] == ["1", "2"]


def test_persons_in_a_cell_of_units_are_persons() -> None:
    reading = reading_of(
        "云栖县2026年春季排查隐患一览\n编号\t隐患\t责任单位、责任人\t完成时间\t是否完成\nA1\t沉淀池满溢\t县住建局（周明）\t4.8前\t是\n"
        "A2\t垃圾中转站漏水\t县城管局/吴海\t4.20前\t否\nA3\t河道漂浮垃圾\t县水利局 钱砚秋\t4.30\t否\n"
    )
    assert units_of(reading) == [["县住建局"], ["县城管局"], ["县水利局"]]
    assert persons_of(reading) == [["周明"], ["吴海"], ["钱砚秋"]]
    assert days_of(reading) == ["2026-04-08", "2026-04-20", "2026-04-30"]


def test_figures_in_a_limit_are_no_days() -> None:
    rows = "1 | 河道垃圾 | 县水利局 | 清运1.2万吨后验收\n2 | 沟渠垃圾 | 县城管局 | 达到3.5级标准\n"
    assert days_of(reading_of(f"云栖县2026年整改任务清单\n序号 | 问题 | 责任单位 | 完成时限\n{rows}")) == [None, None]


@pytest.mark.parametrize("number", ["序", "No.", "NO."])
def test_places_whose_cells_tell_faults_are_the_problems_where_no_column_is(number: str) -> None:
    text = (
        "云栖县生态环境保护督察问题整改台账\n"
        f"| {number} | 问题点位 | 属地责任单位 | 完成期限 | 整治目标 |\n"
        "| 1 | 石桥泵站污水直排石桥河 | 石桥镇人民政府 | 2026年12月底 | 消除直排 |\n"
        "| 2 | 北坡采石场边坡裸露扬尘大 | 县自然资源局 | 2026年9月底 | 复绿到位 |\n"
    )
    found = [(item.number and item.number.text, item.problem.text) for item in reading_of(text).items]
    assert found == [("1", "石桥泵站污水直排石桥河"), ("2", "北坡采石场边坡裸露扬尘大")]


def test_states_in_the_words_of_an_office_are_told_under_any_head() -> None:
    rows = (
        "T-1 | 东渠桥头堆着废料 | 县水利局 | 2026-05-31 | 已销账\nT-2 | 煤棚没有围挡 | 县城管局 | 2026-09-30 | 在改\n"
    )
    rows += "T-3 | 填埋场覆土断了两个月 | 县城管局 | 2026-06-15 | 已改待验\n"
    reading = reading_of(f"云栖县督察整改销账本\n编码 | 点位及现状 | 主责单位 | 销账时间 | 目前情况\n{rows}")
    assert [item.status.code for item in reading.items if item.status] == ["closed", "in_progress", "applied"]
