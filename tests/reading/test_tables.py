"""Tables that a format knows, and tables of which only text is left."""

from dataclasses import replace

import pytest

from bihuan.reading import Reading, Source, read
from bihuan.reading.confidence import entry_level, level
from bihuan.reading.source import Table
from tests.reading.texts import reading_of, source_of, table_source

HEAD = ["序号", "反馈问题", "整改目标", "整改措施", "责任单位(牵头/配合)", "督导单位", "验收单位", "整改时限", "责任人"]
ROW = [
    "1",
    "云栖县生活污水直排入河。",
    "污水应收尽收。",
    "1.铺设管网3公里。\n2.建设泵站1座。",
    "云栖县政府/云栖县住建局",
    "市住建局",
    "市生态环境局",
    "2024年12月底前",
    "县长 江一舟",
]
TITLE = ["生态环境保护督察反馈意见整改任务清单"]


def roles(reading: Reading, item: int = 0) -> set[tuple[str, str]]:
    return {(u.text, u.role) for u in reading.items[item].units}


def test_a_row_whose_problem_and_goal_say_no_word_is_no_item() -> None:
    empty = ["2", "", "。", "", "市住建局", "", "", "2024年12月底前", ""]
    reading = read(table_source([TITLE, HEAD, ROW, empty], {(0, 0): (1, 9)}))
    assert [item.problem.text for item in reading.items] == ["云栖县生活污水直排入河"]


def test_a_row_under_known_heads_is_an_item_with_all_its_fields() -> None:
    reading = read(table_source([TITLE, HEAD, ROW], {(0, 0): (1, 9)}))
    item = reading.items[0]
    assert reading.kind == "plan"
    assert item.problem.text == "云栖县生活污水直排入河"
    assert item.goal is not None
    assert item.goal.text == "污水应收尽收"
    assert [m.text for m in item.measures] == ["铺设管网3公里", "建设泵站1座"]
    assert item.deadline is not None
    assert item.deadline.date == "2024-12-31"
    assert roles(reading) == {
        ("云栖县政府", "lead"),
        ("云栖县住建局", "assist"),
        ("市住建局", "supervise"),
        ("市生态环境局", "accept"),
    }
    assert [(p.text, p.post) for p in item.persons] == [("江一舟", "县长")]
    assert entry_level(item.sureness) == "sure"


def test_every_range_of_a_table_shows_its_words_in_the_source() -> None:
    source = table_source([TITLE, HEAD, ROW], {(0, 0): (1, 9)})
    item = read(source).items[0]
    assert source.text[item.problem.start : item.problem.end] == item.problem.text
    for unit in item.units:
        assert source.text[unit.start : unit.end] == unit.text


def test_heads_in_two_rows_are_read_by_the_lower_one() -> None:
    upper = ["序号", "问题描述", "整改责任", "", "整改时限"]
    lower = ["", "", "牵头单位", "配合单位", ""]
    row = ["1", "青禾区砂石堆场扬尘污染严重。", "市城管局", "市住建局", "2024-06-30"]
    spans = {(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 2), (0, 4): (2, 1)}
    text = "督察反馈问题整改台账"
    shifted = {(r + 1, c): span for (r, c), span in spans.items()} | {(0, 0): (1, 5)}
    reading = read(table_source([[text], upper, lower, row], shifted))
    assert roles(reading) == {("市城管局", "lead"), ("市住建局", "assist")}


def test_a_head_that_no_list_knows_is_read_by_its_last_word() -> None:
    head = ["序号", "督察组点名的突出问题", "要达到的目标", "拟定措施", "最晚完成时限", "市级责任部门"]
    row = ["3", "青禾区渣土堆场长期未覆盖。", "堆场全覆盖。", "补建喷淋。", "2027年3月底前", "市城管局"]
    item = read(table_source([["某次督察整改任务清单"], head, row], {(0, 0): (1, 6)})).items[0]
    assert item.problem.text == "青禾区渣土堆场长期未覆盖"
    assert item.goal is not None
    assert item.goal.text == "堆场全覆盖"
    assert [u.text for u in item.units] == ["市城管局"]


def test_a_merged_problem_holds_for_every_row_it_covers() -> None:
    second = ["", "", "断面达标。", "实施生态补水。", "云栖县水利局", "市水利局", "市生态环境局", "2025年6月底前", ""]
    reading = read(table_source([TITLE, HEAD, ROW, second], {(0, 0): (1, 9), (2, 0): (2, 1), (2, 1): (2, 1)}))
    assert [i.problem.text for i in reading.items] == ["云栖县生活污水直排入河"] * 2
    assert [i.deadline.date for i in reading.items if i.deadline] == ["2024-12-31", "2025-06-30"]


def test_totals_repeated_heads_and_section_lines_are_no_items() -> None:
    section = ["一、中央督察反馈问题"]
    rows = [TITLE, HEAD, section, ROW, HEAD, ["合计", "1项"]]
    reading = read(table_source(rows, {(0, 0): (1, 9), (2, 0): (1, 9)}))
    assert len(reading.items) == 1


def test_a_form_of_labels_and_values_is_one_item() -> None:
    rows = [
        ["生态环境保护督察交办单", ""],
        ["交办编号", "督〔2024〕7号"],
        ["交办内容", "云栖县石桥镇养殖场粪污直排沟渠。"],
        ["责任单位", "云栖县农业农村局"],
        ["办理时限", "2024年7月15日前"],
    ]
    reading = read(table_source(rows, {(0, 0): (1, 2)}))
    assert [i.problem.text for i in reading.items] == ["云栖县石桥镇养殖场粪污直排沟渠"]
    assert reading.items[0].deadline is not None


PETITION = "边督边改公开情况一览表\n"
PETITION_HEAD = (
    "序号 | 交办问题基本情况 | 涉及区县及部门 | 调查核实情况 | 是否属实 | 处理处罚和问责情况 | 是否办结 | 备注 |\n"
)


def test_a_row_that_lost_a_cell_is_aligned_by_what_its_cells_look_like() -> None:
    row = "5 | 青禾区 | 经现场核查,该厂厂界噪声超过标准。 | 是 | 区城管局责令安装隔声设施;罚款1万元。 | 是 |\n"
    item = reading_of(PETITION + PETITION_HEAD + row).items[0]
    assert item.problem.text == "经现场核查,该厂厂界噪声超过标准"
    assert "缺少问题原文，由核查情况代替" in item.warnings
    assert (item.verdict and item.verdict.text, item.closed and item.closed.text) == ("是", "是")
    assert {u.text for u in item.units} == {"青禾区", "区城管局"}
    # How doubtful a stand-in for the lost wording is, was measured; it wants a person's look in any case.
    assert level(item.sureness["problem"]) != "sure"
    assert entry_level(item.sureness) != "sure"


def test_cells_over_several_lines_belong_to_one_row() -> None:
    head = "序号 | 受理 编号 |\n交办问题基本情况 | 行政 区域 | 调查核实情况 | 是否属实 | 处理和整改情况 |\n"
    row = (
        "1 | 3301 | 某村口养殖场气味刺鼻。 | 云栖县 |\n2020年5月3日到场调查。\n5月4日监测达标。 |\n"
        "不属实 | 县生态环境局加强监管。 |"
    )
    item = reading_of(PETITION + head + row).items[0]
    assert item.problem.text == "某村口养殖场气味刺鼻"
    assert item.number is not None
    assert item.number.text == "3301"
    assert item.verdict is not None
    assert item.verdict.text == "不属实"


def test_one_cell_a_line_without_bars_is_still_a_table() -> None:
    head = "序号\n交办问题基本情况\n涉及区县及部门\n调查核实情况\n是否属实\n处理处罚和问责情况\n是否办结\n备注\n"
    row = "12\n柳湾街道烧烤店油烟直排。\n青禾区\n经现场核查,净化器没有清洗。\n属实\n区城管局责令清洗。\n已办结\n"
    item = reading_of(PETITION + head + row).items[0]
    assert item.problem.text == "柳湾街道烧烤店油烟直排"
    assert item.status is not None
    assert item.status.text == "已办结"


def test_a_row_cut_in_the_middle_is_kept_and_said_to_be_incomplete() -> None:
    text = (
        "督察反馈问题整改完成公示\n问题序号 | 具体内容 | 整改目标 | 整改措施 | 完成情况 | 责任单位 | 完成时限 |\n"
        "序号8 | 青禾区信访投诉办理拖延。 | 投诉全部办理。 | 1、领导包案。2、清单管理。 | 1、领导包案。县里已发文推进"
    )
    item = reading_of(text).items[0]
    assert item.problem.text == "青禾区信访投诉办理拖延"
    assert len(item.measures) == 2
    assert "内容不完整，原文在此中断" in item.warnings


def test_label_and_value_with_bars_are_no_table_of_columns() -> None:
    text = (
        "督察反馈问题整改公示\n整改任务 |\n白石镇石料厂扬尘污染。 |\n整改时限 |\n2023年9月30日前 |\n"
        "责任单位 |\n云栖县委、县政府 |\n"
    )
    item = reading_of(text).items[0]
    assert item.problem.text == "白石镇石料厂扬尘污染"
    assert item.deadline is not None
    assert item.deadline.date == "2023-09-30"


def test_without_a_column_of_units_the_one_that_acts_is_responsible() -> None:
    head = ["序号", "受理编号", "交办问题基本情况", "调查核实情况", "是否属实", "办理情况", "问责情况"]
    told = "石桥镇组织清运,责令某矿业公司停产;青禾区住建局会同办理。"
    row = ["1", "D3QH202605120001", "青禾区渣土堆场长期未覆盖。", "经现场核查,情况属实。", "属实", told, "无"]
    rows = [["群众信访举报转办和边督边改公开情况一览表"], head, row]
    item = read(table_source(rows, {(0, 0): (1, 7)})).items[0]
    assert [u.text for u in item.units] == ["石桥镇", "青禾区住建局"]


def test_each_paragraph_of_a_cell_is_a_measure() -> None:
    head = ["序号", "反馈问题", "整改措施", "责任单位", "整改时限"]
    told = {
        "排查渣场,建立台账。\n补建喷淋。停用的一律更换。\n每周巡查。": 3,
        "1 排查渣场\n2 补建喷淋": 2,
        "排查渣场;补建喷淋;每周巡查。": 3,
    }
    for cell, count in told.items():
        row = ["1", "青禾区渣土堆场长期未覆盖。", cell, "市城管局", "2027年底"]
        item = read(table_source([["督察整改任务清单"], head, row], {(0, 0): (1, 5)})).items[0]
        assert len(item.measures) == count, cell


def test_measures_below_each_other_beside_one_problem_keep_their_own_limits_and_units() -> None:
    reading = read(
        table_source(
            [
                ["序号", "反馈问题", "整改目标", "整改措施", "责任单位", "完成时间"],
                ["1", "石桥渣场渗滤液外溢。", "渗滤液全部处理", "修复截水沟", "县城管局", "2026年5月底"],
                ["", "", "", "扩建调节池", "石桥镇政府", "2026年11月20日"],
                ["2", "北坡采石场未复绿。", "边坡复绿", "播撒草籽", "县林业局", "2027年3月底"],
            ],
            {(1, 0): (2, 1), (1, 1): (2, 1), (1, 2): (2, 1)},
        )
    )
    assert [[(m.text, m.deadline and m.deadline.date) for m in item.measures] for item in reading.items] == [
        [("修复截水沟", "2026-05-31"), ("扩建调节池", "2026-11-20")],
        [("播撒草籽", "2027-03-31")],
    ]
    assert [item.deadline and item.deadline.date for item in reading.items] == ["2026-11-20", "2027-03-31"]
    assert [[u.text for u in item.units] for item in reading.items] == [["县城管局", "石桥镇政府"], ["县林业局"]]


def test_section_lines_tell_the_problems_of_a_table_without_a_column_of_them() -> None:
    reading = read(
        table_source(
            [
                ["整改目标", "整改措施", "牵头单位", "完成时限"],
                ["问题一：石桥渣场渗滤液外溢", "", "", ""],
                ["渗滤液全部处理", "扩建调节池。", "县城管局", "2026年5月底前"],
                ["问题二：北坡采石场未复绿", "", "", ""],
                ["边坡复绿", "播撒草籽。", "县林业局", "2027年3月底前"],
            ],
            {(1, 0): (1, 4), (3, 0): (1, 4)},
        )
    )
    assert [(i.number and i.number.text, i.problem.text, i.goal and i.goal.text) for i in reading.items] == [
        ("问题一", "石桥渣场渗滤液外溢", "渗滤液全部处理"),
        ("问题二", "北坡采石场未复绿", "边坡复绿"),
    ]


def test_five_lists_side_by_side_are_the_columns_of_one_table() -> None:
    reading = read(
        table_source(
            [
                ["编号", "问题清单", "责任清单", "时限清单", "目标清单", "措施清单"],
                [
                    "第1项",
                    "石桥渣场渗滤液外溢。",
                    "牵头：县城管局\n配合：县水利局",
                    "2026年5月底前",
                    "全部处理",
                    "1.扩建调节池。",
                ],
            ]
        )
    )
    item = reading.items[0]
    assert [(u.text, u.role) for u in item.units] == [("县城管局", "lead"), ("县水利局", "assist")]
    assert item.deadline and item.deadline.date == "2026-05-31"
    assert item.goal and item.goal.text == "全部处理"


def test_a_line_that_counts_opens_the_next_entry_of_a_form() -> None:
    rows = [
        ["整改任务（1）", ""], ["问题表述", "石桥渣场渗滤液外溢。"], ["责任主体", "县城管局"],
        ["整改任务（2）", ""], ["问题表述", "北坡采石场未复绿。"], ["责任主体", "县林业局"],
    ]  # fmt: skip
    reading = read(table_source([["云栖县督察整改任务书", ""], *rows], {(r, 0): (1, 2) for r in (0, 1, 4)}))
    assert [(i.number and i.number.text, i.units[0].text) for i in reading.items] == [
        ("整改任务（1）", "县城管局"),
        ("整改任务（2）", "县林业局"),
    ]


def test_who_acts_in_what_was_done_answers_for_a_complaint_in_whatever_column_that_stands() -> None:
    heads = ["编号", "投诉内容", "所属县（市、区）", "核查情况", "是否属实", "整改措施及结果", "是否办结"]
    row = ["7", "渣场夜里臭味扰民。", "石桥县", "现场有异味。", "属实", "石桥县城管局责令覆盖作业面。", "是"]
    assert [u.text for u in read(table_source([heads, row])).items[0].units] == ["石桥县城管局"]


def test_a_table_of_shares_is_no_form() -> None:
    rows = [["云栖市环境问题检查情况统计", "", "", ""], ["县区", "发现问题数", "已整改", "整改率"]]
    rows += [["石桥县", "54", "41", "75.9%"], ["白坡区", "38", "30", "78.9%"]]
    assert not read(table_source(rows, {(0, 0): (1, 4)})).items


def test_blanks_of_a_form_are_no_entry() -> None:
    assert not reading_of(
        "云栖市督察整改任务清单\n一、存在问题：××××。\n二、整改目标：××××。\n三、责任单位：××局\n四、整改时限：××年××月底前\n"
    ).items


def test_two_units_on_two_lines_of_a_cell_stay_two_where_the_line_feed_is_lost() -> None:
    heads = ["序号", "问题", "牵头单位", "整改时限"]
    row = ["1", "石桥渠两侧堆放垃圾。", "县水利局县城管局", "2026年6月底"]
    reading = read(table_source([["云栖县督察整改台账", "", "", ""], heads, row], {(0, 0): (1, 4)}))
    assert [u.text for u in reading.items[0].units] == ["县水利局", "县城管局"]


def test_rows_with_as_many_bars_as_heads_are_rows_though_no_number_opens_them() -> None:
    reading = reading_of(
        "云栖市边督边改公开情况一览表\n是否属实 | 举报内容 | 调查核实 | 承办单位 | 处理及整改 | 责任追究\n"
        "属实 | 石桥渣场夜里冒烟 | 现场有焚烧痕迹，共２处 | 石桥县城管局 | 清运灰渣 | 通报１个单位\n"
        "不属实 | 医院半夜烧垃圾 | 无焚烧炉 | 石桥县卫健局 | 已解释 | 无\n"
    )
    assert [(i.verdict and i.verdict.text, [u.text for u in i.units]) for i in reading.items] == [
        ("属实", ["石桥县城管局"]),
        ("不属实", ["石桥县卫健局"]),
    ]


def test_a_row_that_is_cut_before_it_says_who_acted_names_no_one() -> None:
    reading = reading_of(
        "石桥县信访举报件边督边改情况\n序号 | 受理编号 | 举报内容 | 行政区域 | 调查核实情况 | 是否属实 | 处理和整改情况 |\n"
        "1 | D3YH202608180014 | 选厂废水外流 | 北坡镇 | 经查，溢流口未封堵。 | 属实 | 县生态环境分局责令封堵。 |\n"
        "2 | X3YH202608180005 | 夜里锯木头太吵 | 城关镇 | 经查，该加工点位于居民区内，夜间"
    )
    assert [[u.text for u in item.units] for item in reading.items] == [["县生态环境分局"], []]


def test_cells_left_blank_below_a_problem_are_its_further_measures() -> None:
    rows = [
        ["云栖市督察整改推进表", "", "", "", ""],
        ["序号", "反馈问题", "具体措施", "责任单位", "完成时限"],
        ["1", "石桥河污水直排", "封堵排口", "市水务局", "2027年6月底"],
        ["", "", "新建管网", "市住建局", "2027年10月底"],
        ["2", "北坡矿山裸露", "播撒草籽", "市林业局", "2027年底"],
    ]
    reading = read(table_source(rows, {(0, 0): (1, 5)}))
    assert [item.problem.text for item in reading.items] == ["石桥河污水直排", "北坡矿山裸露"]
    assert [(m.text, m.deadline and m.deadline.date) for m in reading.items[0].measures] == [
        ("封堵排口", "2027-06-30"),
        ("新建管网", "2027-10-31"),
    ]


def test_rows_pasted_from_a_sheet_keep_their_cells_between_tabs() -> None:
    text = "云栖市督察整改清单\n序号\t问题\t责任单位\t时限\n"
    text += "1\t石桥河污水直排\t市水务局\t2027年6月底\n2\t北坡矿山裸露\t市林业局\t2027年9月底\n"
    reading = reading_of(text)
    assert [(i.problem.text, i.units[0].text, i.deadline and i.deadline.date) for i in reading.items] == [
        ("石桥河污水直排", "市水务局", "2027-06-30"),
        ("北坡矿山裸露", "市林业局", "2027-09-30"),
    ]
    assert all(text[i.problem.start : i.problem.end] == i.problem.text for i in reading.items)


BROKEN_UPRIGHT = """云栖县督察转办信访件公开情况一览表
受理
编号
交办问题基本情况
行政
区域
污染
类型
调查核实情况
是否
属实
处理和整改情况
是否
办结
7
北坡村旁新开的石料场夜里破碎，灰尘落满
院子。
北坡
镇
大气、
噪声
经现场核查，该石料场未安装喷淋
设施。
举报属实的部分为扬尘。
部分
属实
县生态环境局已责令停产，
并立案查处。
阶段性
办结
"""


def test_heads_and_cells_of_a_table_pasted_upright_may_be_broken_over_lines() -> None:
    reading = reading_of(BROKEN_UPRIGHT)
    (item,) = reading.items
    assert reading.kind == "petition_table"
    assert item.number is not None and item.number.text == "7"
    assert item.problem.text == "北坡村旁新开的石料场夜里破碎，灰尘落满院子"
    assert [place.text for place in item.places] == ["北坡镇"]
    assert item.verdict is not None and item.verdict.text == "部分属实"
    assert item.closed is not None and item.closed.text == "阶段性办结"
    assert {unit.text for unit in item.units} == {"县生态环境局"}


def test_a_broken_head_ends_where_the_next_one_begins() -> None:
    reading = reading_of(
        "云栖县限期整改任务清单\n序号\n整改任务\n责任\n单位\n完成\n时限\n整改目标\n"
        "1\n北坡矿山边坡裸露，植被没有恢复。\n北坡镇政府\n2027年6月底前\n边坡复绿。"
    )
    (item,) = reading.items
    assert (item.problem.text, [unit.text for unit in item.units]) == ("北坡矿山边坡裸露，植被没有恢复", ["北坡镇政府"])
    assert item.deadline is not None and item.deadline.date == "2027-06-30"


def test_heads_in_three_rows_tell_the_roles_of_units() -> None:
    rows = [
        ["序号", "反馈问题", "整改责任", "", "", "完成时限"],
        ["", "", "县级", "", "镇级", ""],
        ["", "", "牵头单位", "配合单位", "责任单位", ""],
        ["1", "苇渠污水直排", "县水务局", "县住建局", "北坡镇政府", "2027年6月底前"],
        ["2", "北坡矿山裸露", "县自然资源局", "县林业局", "石桥镇政府", "2027年9月底前"],
    ]
    merged = {(0, 0): (3, 1), (0, 1): (3, 1), (0, 2): (1, 3), (1, 2): (1, 2), (0, 5): (3, 1)}
    reading = read(table_source(rows, merged))
    assert [item.problem.text for item in reading.items] == ["苇渠污水直排", "北坡矿山裸露"]
    assert roles(reading) == {("县水务局", "lead"), ("县住建局", "assist"), ("北坡镇政府", "duty")}


def test_a_table_whose_heads_stand_in_the_first_column_has_an_entry_in_each_other() -> None:
    rows = [
        ["序号", "1", "2", "3"],
        ["反馈问题", "苇渠污水直排", "北坡矿山裸露", "菜场沟淤积"],
        ["责任单位", "县水务局", "北坡镇政府", "县住建局"],
        ["完成时限", "2027年6月底前", "2027年9月底前", "2027年10月底前"],
    ]
    reading = read(table_source(rows))
    assert [
        (item.number and item.number.text, item.problem.text, item.units[0].text, item.deadline and item.deadline.date)
        for item in reading.items
    ] == [
        ("1", "苇渠污水直排", "县水务局", "2027-06-30"),
        ("2", "北坡矿山裸露", "北坡镇政府", "2027-09-30"),
        ("3", "菜场沟淤积", "县住建局", "2027-10-31"),
    ]


@pytest.mark.parametrize(
    "limit", ["2027年\n6月底前", "2027年6\n月底前", "2027年6月\n底前", "2027年6月3\n0日前", "2027年\n6月\n30日前"]
)
def test_a_day_that_a_cell_breaks_over_lines_is_one_day(limit: str) -> None:
    source = table_source(
        [
            ["序号", "存在问题", "责任单位", "完成时限"],
            ["1", "苇渠污水直排", "县水利局", limit],
            ["2", "砖厂扬尘", "北坡镇政府", "2026年"],
        ]
    )
    first, second = read(source).items
    assert first.deadline and second.deadline
    assert (first.deadline.date, second.deadline.date) == ("2027-06-30", "2026-12-31")
    assert source.text[first.deadline.start : first.deadline.end] == limit
    assert "\n" not in first.deadline.text


def test_the_months_below_a_year_stay_rows_of_their_own() -> None:
    source = table_source([["督察信访件", "受理", "办结"], ["2026年", "", ""], ["1月", "12", "10"], ["2月", "8", "8"]])
    assert {(c.label, c.value) for c in read(source).counts} >= {("1月受理", 12), ("2月办结", 8)}


def test_the_second_line_of_a_head_is_no_title() -> None:
    source = table_source(
        [["序\n号", "存在\n问题", "责任\n单位", "完成\n时限"], ["1", "苇渠污水直排", "县水利局", "2027年6月底前"]]
    )
    assert read(source).title is None


def spread(*tables: list[list[str]], between: str = "— 2 —\n") -> Source:
    """A source of several tables below each other."""
    text, found = "", []
    for rows in tables:
        one = table_source(rows)
        at = len(text) + (len(between) if text else 0)
        text += (between if text else "") + one.text
        found.append(moved(one.tables[0], at))
    return source_of(text, tuple(found))


def moved(table: Table, by: int) -> Table:
    cells = tuple(replace(cell, start=cell.start + by, end=cell.end + by) for cell in table.cells)
    return replace(table, start=table.start + by, end=table.end + by, cells=cells)


HEADS = ["序号", "存在问题", "牵头单位", "配合单位", "整改时限"]


def test_a_table_without_heads_that_counts_on_goes_on_with_the_one_above() -> None:
    source = spread(
        [["白苇县督察整改任务清单"], HEADS, ["1", "苇渠污水直排", "县水利局", "县住建局", "2027年6月底前"]],
        [
            ["2", "北坡砖厂扬尘", "北坡镇政府", "县生态环境局", "2027年3月31日前"],
            ["3", "石桥矿山未复绿", "县林业局", "", "长期坚持"],
        ],
        [["4", "城东泵站溢流", "县住建局", "", "立行立改"]],
    )
    found = read(source)
    assert [(i.number and i.number.text, i.problem.text, i.deadline and i.deadline.date) for i in found.items] == [
        ("1", "苇渠污水直排", "2027-06-30"),
        ("2", "北坡砖厂扬尘", "2027-03-31"),
        ("3", "石桥矿山未复绿", "long-term"),
        ("4", "城东泵站溢流", "immediate"),
    ]
    assert roles(found, 1) == {("北坡镇政府", "lead"), ("县生态环境局", "assist")}
    assert not found.unrecognised
    assert not any(item.warnings for item in found.items)


def test_a_table_without_numbers_goes_on_where_its_cells_say_what_the_heads_above_say() -> None:
    source = spread(
        [
            HEADS[1:],
            ["苇渠污水直排", "县水利局", "县住建局", "2027年6月底前"],
            ["南湖围网未清", "县水利局", "", "2027年5月底前"],
        ],
        [["北坡砖厂扬尘", "北坡镇政府", "", "2027年3月31日前"], ["石桥矿山未复绿", "县林业局", "", "2026年12月底前"]],
    )
    assert [item.problem.text for item in read(source).items] == [
        "苇渠污水直排",
        "南湖围网未清",
        "北坡砖厂扬尘",
        "石桥矿山未复绿",
    ]


def test_a_table_that_counts_anew_does_not_go_on_with_the_one_above() -> None:
    source = spread(
        [["督察整改任务清单"], HEADS, ["1", "苇渠污水直排", "县水利局", "县住建局", "2027年6月底前"]],
        [["1", "县水利局", "张三", "科长", "0731-1234567"], ["2", "县住建局", "李四", "科长", "0731-1234568"]],
    )
    assert [item.problem.text for item in read(source).items] == ["苇渠污水直排"]


def test_a_list_of_units_to_choose_from_signs_nothing() -> None:
    table = "白苇县督察整改任务清单\n一、苇渠污水直排\n责任单位：县水利局\n完成时限：2027年6月底前\n"
    assert reading_of(table + "县水利局\n县住建局\n北坡镇政府\n").issuer is None
    signed = reading_of(table + "县委办公室\n县政府办公室\n").issuer
    assert signed and signed.text.startswith("县委办公室")
