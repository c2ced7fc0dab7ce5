"""Where units, limits and entries stand when no head or label says so: marks, sections, brackets, several tables, demands."""

import pytest

from bihuan.reading import Reading, read
from tests.reading.texts import reading_of, table_source

TITLE = "云栖市督察反馈问题整改任务清单"
RIVER, LAKE, HILL = "石桥河污水直排，水质恶化。", "东湖养殖尾水超标排放。", "南岭矿山边坡裸露未复绿。"


def of_table(*rows: list[str]) -> Reading:
    """What is read of a table below its title."""
    return read(table_source([["云栖市督察反馈问题整改任务清单"], *rows], {(0, 0): (1, len(rows[0]))}))


def units_of(reading: Reading) -> list[list[tuple[str, str]]]:
    return [[(unit.text, unit.role) for unit in item.units] for item in reading.items]


def days_of(reading: Reading) -> list[str | None]:
    return [item.deadline.date if item.deadline else None for item in reading.items]


@pytest.mark.parametrize("head", ["谁来干", "任务分工", "归口管理部门", "责任归属", "镇街"])
def test_a_column_whose_cells_are_units_answers_whatever_its_head_says(head: str) -> None:
    rows = [["1", RIVER, "市水务局", "2026年6月底前"], ["2", LAKE, "东湖区政府", "2026年9月底前"]]
    reading = of_table(["序号", "问题", head, "完成时限"], *rows)
    assert units_of(reading) == [[("市水务局", "duty")], [("东湖区政府", "duty")]]


def test_who_filled_in_a_table_does_not_answer_for_it() -> None:
    rows = [["1", RIVER, "市水务局", "2026年6月底前"], ["2", LAKE, "东湖区政府", "2026年9月底前"]]
    reading = of_table(["序号", "问题", "填报单位", "完成时限"], *rows)
    assert units_of(reading) == [[], []]


def test_a_mark_under_the_name_of_a_unit_gives_its_role() -> None:
    heads = ["序号", "问题", "完成时限", "市水务局", "市住建局"]
    reading = of_table(heads, ["1", RIVER, "2026年6月底前", "★", "☆"], ["2", LAKE, "2026年9月底前", "", "★"])
    assert units_of(reading) == [[("市水务局", "lead"), ("市住建局", "assist")], [("市住建局", "lead")]]


def test_lower_heads_tell_the_roles_below_one_head_of_units() -> None:
    upper, lower = ["序号", "问题", "责任单位", "", "整改时限"], ["", "", "牵头", "配合", ""]
    row = ["1", RIVER, "市水务局", "市住建局", "2026年6月底前"]
    spans = {(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 2), (0, 4): (2, 1)}
    assert units_of(read(table_source([upper, lower, row], spans))) == [[("市水务局", "lead"), ("市住建局", "assist")]]


def test_rows_of_bars_without_a_closing_one_end_with_their_lines() -> None:
    reading = reading_of(
        f"{TITLE}\n编号 | 问题 | 整改措施 | 责任单位 | 完成时限\nA-1 | {RIVER} | 封堵排口3处。 | 市水务局 | 2026年6月底前\n"
        f"A-2 | {LAKE} | 建设尾水池。 | 东湖区政府 | 2026年9月底前\n"
    )
    assert [item.number and item.number.text for item in reading.items] == ["A-1", "A-2"]
    assert units_of(reading) == [[("市水务局", "duty")], [("东湖区政府", "duty")]]
    assert days_of(reading) == ["2026-06-30", "2026-09-30"]


def test_the_line_above_a_table_names_who_answers_for_its_rows() -> None:
    heads = "序号 | 问题 | 整改措施 | 完成时限"
    reading = reading_of(
        f"{TITLE}\n一、市水务局\n{heads}\n1 | {RIVER} | 封堵排口3处。 | 2026年6月底前\n2 | {HILL} | 种树。 | 2026年7月底前\n"
        f"二、东湖区人民政府\n{heads}\n3 | {LAKE} | 建设尾水池。 | 2026年9月底前\n"
    )
    assert units_of(reading) == [[("市水务局", "duty")]] * 2 + [[("东湖区人民政府", "duty")]]


def test_brackets_of_measures_name_who_answers_where_no_column_does() -> None:
    measures = "1.封堵排口。(市水务局牵头，市住建局配合)\n2.清淤。(石桥镇政府)"
    reading = of_table(["序号", "问题", "整改措施", "完成时限"], ["1", RIVER, measures, "2026年6月底前"])
    assert units_of(reading) == [[("市水务局", "lead"), ("市住建局", "assist"), ("石桥镇政府", "duty")]]


def test_units_and_limit_in_one_cell_are_told_apart() -> None:
    rows = [["1", RIVER, "封堵排口。", "市水务局牵头，市住建局配合\n2026年6月底前"]]
    reading = of_table(["序号", "问题", "整改措施", "责任单位及完成时限"], *rows)
    assert units_of(reading) == [[("市水务局", "lead"), ("市住建局", "assist")]]
    assert days_of(reading) == ["2026-06-30"]


def test_a_column_of_days_is_the_limit_whatever_its_head_unless_that_tells_another_day() -> None:
    rows = [["1", RIVER, "市水务局", "2026年6月30日"], ["2", HILL, "市林业局", "2026.9.15"]]
    reading = of_table(["序号", "问题", "谁来改", "哪天交账"], *rows)
    assert days_of(reading) == ["2026-06-30", "2026-09-15"]
    reading = of_table(["序号", "问题", "谁来改", "现场发现日子"], *rows)
    assert days_of(reading) == [None, None]


def test_the_same_as_above_is_what_stands_above() -> None:
    rows = [["1", RIVER, "市水务局", "2026年6月底前"], ["2", HILL, "同上", "〃"]]
    reading = of_table(["序号", "问题", "责任单位", "完成时限"], *rows)
    assert units_of(reading) == [[("市水务局", "duty")]] * 2
    assert days_of(reading) == ["2026-06-30"] * 2


def test_a_bracket_behind_a_heading_says_who_and_when() -> None:
    reading = reading_of(
        "云栖市督察整改方案\n(一)石桥河污水直排，水质恶化(市水务局牵头，市住建局配合，2026年6月底前完成)\n整改目标：消除直排。\n"
        "整改措施：封堵排口3处。\n(二)东湖养殖尾水超标排放(东湖区政府，2026年9月底前)\n整改目标：达标排放。\n整改措施：建设尾水池。\n"
    )
    assert [item.problem.text for item in reading.items] == ["石桥河污水直排，水质恶化", "东湖养殖尾水超标排放"]
    assert units_of(reading) == [[("市水务局", "lead"), ("市住建局", "assist")], [("东湖区政府", "duty")]]
    assert days_of(reading) == ["2026-06-30", "2026-09-30"]


def test_lists_of_problems_tasks_and_duties_are_joined_by_their_numbers() -> None:
    reading = reading_of(
        f"{TITLE}\n附件1 问题清单\n序号 | 问题 | 来源 |\n"
        f"1 | {RIVER} | 省督察 |\n2 | {LAKE} | 省督察 |\n"
        "以下为任务。\n内容如下。\n请核对。\n"
        "序号 | 整改措施 | 完成时限 |\n1 | 封堵排口3处。 | 2026年6月底前 |\n2 | 建设尾水池2座。 | 2026年9月底前 |\n"
    )
    assert [item.problem.text for item in reading.items] == [RIVER.strip("。"), LAKE.strip("。")]
    assert days_of(reading) == ["2026-06-30", "2026-09-30"]


def test_a_demand_without_an_object_is_the_limit_of_what_was_seen() -> None:
    reading = reading_of(
        "云栖市督办石桥县信访问题整改\n2026年8月24日，市整改办副主任褚望山带队到石桥县现场督办，发现砂石堆场仍未覆盖，车辆冲洗平台闲置。"
        "督办组要求，石桥县政府9月10日前完成整改并书面报告市整改办。\n"
    )
    assert [item.problem.text for item in reading.items] == ["砂石堆场仍未覆盖，车辆冲洗平台闲置"]
    assert days_of(reading) == ["2026-09-10"]
    assert units_of(reading) == [[("石桥县政府", "duty")]]


def test_a_letter_tells_what_was_found_at_its_addressee() -> None:
    reading = reading_of(
        "关于督办污水溢流问题的函\n石桥县人民政府：\n近日，我办检查发现，你县城北泵站逢雨溢流，污水流入石桥河，群众反映强烈。\n"
        "一、立即排查，查清溢流原因。\n二、请于2026年11月20日前将整改情况书面报我办。\n云栖市生态环境保护督察整改办公室\n2026年11月4日\n"
    )
    told = next(item for item in reading.items if "溢流，污水流入" in item.problem.text)
    assert told.deadline is not None
    assert told.deadline.date == "2026-11-20"
    assert [unit.text for unit in told.units] == ["石桥县人民政府"]


def test_findings_stand_under_every_chapter_that_blames() -> None:
    reading = reading_of(
        "省督察组向云栖市反馈督察情况\n督察指出，云栖市工作虽有进展，但与要求相比仍有差距，一些问题比较突出。\n"
        "一、责任落实还有差距\n市发展改革委对高耗能项目把关不严。备案的9个项目中5个没有落实替代。\n"
        "二、水环境突出问题长期得不到解决\n石桥河污水直排严重。沿河排查发现出流排口33个。\n"
        "三、大气污染治理存在短板\n东湖区石材行业整治反复。72家企业中45家没有封闭。\n督察要求，云栖市要抓好整改。\n"
    )
    assert [item.problem.text for item in reading.items] == [
        "市发展改革委对高耗能项目把关不严",
        "石桥河污水直排严重",
        "东湖区石材行业整治反复",
    ]


def test_labels_in_brackets_stand_side_by_side_in_a_line() -> None:
    reading = reading_of(
        f"{TITLE}\n任务1\n【存在问题】{RIVER}\n【整改要求】不再直排\n"
        "【牵头】市水务局　【配合】市住建局　【时限】2026年6月底前\n"
        f"任务2\n【存在问题】{LAKE}\n【整改要求】尾水达标\n【牵头】东湖区政府　【时限】立即整改\n"
    )
    assert units_of(reading) == [[("市水务局", "lead"), ("市住建局", "assist")], [("东湖区政府", "lead")]]
    assert days_of(reading) == ["2026-06-30", "immediate"]


def test_a_name_at_the_end_of_a_line_does_not_go_on_into_the_next_task() -> None:
    reading = reading_of(
        f"{TITLE}\n任务一　{RIVER}\n整改目标：消除直排。　牵头单位：市水务局。\n整改时限：2026年6月底前。　包案领导：江一舟\n"
        f"任务二　{LAKE}\n整改目标：尾水达标。　牵头单位：东湖区政府。\n整改时限：2026年9月底前。　包案领导：周明\n"
    )
    assert [item.problem.text for item in reading.items] == [RIVER.rstrip("。"), LAKE.rstrip("。")]
    assert [[person.text for person in item.persons] for item in reading.items] == [["江一舟"], ["周明"]]


def test_numbered_paragraphs_that_hold_their_labels_themselves_are_entries() -> None:
    reading = reading_of(
        "云栖市督察整改进展情况报告\n1、石桥河污水直排。责任单位：市水务局。完成时限：2026年6月底前。进展情况：已完成清淤。\n"
        "2、东湖养殖尾水超标。责任单位：东湖区政府。完成时限：2026年9月底前。进展情况：未达到序时进度。\n"
    )
    assert [item.problem.text for item in reading.items] == ["石桥河污水直排", "东湖养殖尾水超标"]
    assert days_of(reading) == ["2026-06-30", "2026-09-30"]


def test_the_number_behind_a_number_is_that_of_the_entry() -> None:
    reading = reading_of(
        f"云栖市水务局关于两项督察反馈问题整改情况的公示\n（一）第9项\n整改任务：{RIVER}\n整改目标：消除直排。\n整改成效：排口封堵。\n"
        f"（二）第17项\n整改任务：{LAKE}\n整改目标：尾水达标。\n整改成效：尾水达标。\n"
    )
    assert [item.number and item.number.text for item in reading.items] == ["第9项", "第17项"]


def test_a_demand_behind_a_list_holds_for_all_that_stands_in_it() -> None:
    reading = reading_of(
        "石桥镇环保巡查问题清单\n巡查时间：2026年11月27日\n1、农贸市场污水井冒溢；\n2、板材厂木屑未苫盖。\n"
        "以上问题由石桥镇人民政府负责，12月5日前整改到位。\n"
    )
    assert units_of(reading) == [[("石桥镇人民政府", "duty")]] * 2
    assert days_of(reading) == ["2026-12-05"] * 2


def test_a_limit_behind_the_bracket_of_units_belongs_to_the_task() -> None:
    reading = reading_of(
        "云栖市2026年清废专项行动重点任务\n1.清理石桥滩地渣土约900米（市水务局、石桥县政府），2026年5月底前完成。\n"
        "2.排查铸造企业除尘灰去向（市工信局），2026年4月底前完成。\n"
    )
    assert [item.problem.text for item in reading.items] == ["清理石桥滩地渣土约900米", "排查铸造企业除尘灰去向"]
    assert units_of(reading) == [[("市水务局", "duty"), ("石桥县政府", "duty")], [("市工信局", "duty")]]


def test_lines_behind_bullets_with_who_and_when_in_brackets_are_tasks_of_a_brief() -> None:
    reading = reading_of(
        "云栖督察整改专报（第8期）\n云栖市整改办　2026年5月6日\n以下任务临近时限：\n"
        "◆石桥渠违建拆除（县水利局、县城管局，5月31日前）\n◆雨水泵站清淤（县住建局，5月20日前）\n"
    )
    assert [(item.problem.text, item.number) for item in reading.items] == [
        ("石桥渠违建拆除", None),
        ("雨水泵站清淤", None),
    ]
    assert days_of(reading) == ["2026-05-31", "2026-05-20"]


def test_who_joins_in_helps() -> None:
    reading = reading_of(f"{TITLE}\n一、{RIVER}\n整改目标：消除直排。\n责任单位：市水务局会同市住建局、市财政局\n")
    assert units_of(reading) == [[("市水务局", "duty"), ("市住建局", "assist"), ("市财政局", "assist")]]


def test_labels_behind_dashes_are_labels() -> None:
    reading = reading_of(
        f"{TITLE}\n一、{RIVER}\n——整改目标：消除直排\n——责任单位：市水务局\n——完成时限：2026年6月底\n"
        f"二、{LAKE}\n——整改目标：尾水达标\n——责任单位：东湖区政府\n——完成时限：2026年9月底\n"
    )
    assert [item.goal and item.goal.text for item in reading.items] == ["消除直排", "尾水达标"]
    assert units_of(reading) == [[("市水务局", "duty")], [("东湖区政府", "duty")]]


def test_a_known_column_of_helpers_leaves_the_other_column_of_units_to_answer() -> None:
    rows = [["1", RIVER, "市水务局", "市住建局", "2026年6月底"], ["2", LAKE, "东湖区政府", "东湖镇政府", "2026年9月底"]]
    reading = of_table(["序号", "问题", "谁来干", "谁配合", "时限"], *rows)
    assert units_of(reading) == [
        [("市水务局", "duty"), ("市住建局", "assist")],
        [("东湖区政府", "duty"), ("东湖镇政府", "assist")],
    ]
