"""Forms that no list of wordings tells: labels that ask, limits before their comma, lines that close a list, columns of names,
headings that only look like the end of the problems."""

import pytest

from bihuan.reading import Reading, read
from tests.reading.texts import reading_of, table_source


def days_of(reading: Reading) -> list[str | None]:
    return [item.deadline.date if item.deadline else None for item in reading.items]


def units_of(reading: Reading) -> list[list[str]]:
    return [[unit.text for unit in item.units] for item in reading.items]


def problems_of(reading: Reading) -> list[str]:
    return [item.problem.text for item in reading.items]


@pytest.mark.parametrize(
    ("what", "goal", "who", "when"),
    [
        ("问题是什么", "要达到什么目标", "谁来改", "什么时候改完"),
        ("改什么", "改到什么程度", "谁负责", "何时完成"),
        ("有哪些问题？", "目标是什么？", "由谁牵头？", "啥时候改到位？"),
    ],
)
def test_labels_may_ask(what: str, goal: str, who: str, when: str) -> None:
    reading = reading_of(
        f"云栖市督察反馈问题整改公开卡\n{what}：东湖养殖尾水直排\n{goal}：尾水达标排放\n"
        f"{who}：东湖区政府\n{when}：2026年10月底前\n怎么改：建设尾水净化池。\n"
    )
    item = reading.items[0]
    assert (item.problem.text, item.goal and item.goal.text) == ("东湖养殖尾水直排", "尾水达标排放")
    assert (units_of(reading), days_of(reading)) == ([["东湖区政府"]], ["2026-10-31"])


def test_a_question_inside_a_sentence_is_no_label() -> None:
    assert reading_of("云栖市督察整改工作动员\n谁来改？怎么改？会议强调，关键看行动。\n").items == ()


@pytest.mark.parametrize("heading", ["【落实整改要求不够有力】", "工作要求层层打折", "（一）整改情况弄虚作假突出"])
def test_a_heading_that_blames_does_not_end_the_problems(heading: str) -> None:
    reading = reading_of(
        "省督察组关于云栖市督察情况的反馈\n一、主要成效\n全市水质改善。\n二、发现的问题\n"
        f"{heading}\n白坡区渣场整治推进不力。12处渣场没有覆盖。\n石桥县污水直排青溪。日排800吨。\n三、整改要求\n要加强领导。\n"
    )
    assert problems_of(reading) == ["白坡区渣场整治推进不力", "石桥县污水直排青溪"]


@pytest.mark.parametrize(
    ("text", "problem", "day"),
    [
        (
            "云栖市委、市政府要在收到反馈意见后45个工作日内，编制整改方案并报省委、省政府。",
            "编制整改方案并报省委、省政府",
            "P45WD",
        ),
        ("云栖市政府应当自反馈之日起20个工作日内，制定整改方案报省督察办。", "制定整改方案报省督察办", "P20WD"),
    ],
)
def test_what_is_due_stands_behind_the_comma_of_its_limit(text: str, problem: str, day: str) -> None:
    reading = reading_of(f"省督察组向云栖市反馈督察意见\n督察指出，云栖市整改不够有力。\n{text}\n")
    assert (problem, day) in zip(problems_of(reading), days_of(reading), strict=True)


@pytest.mark.parametrize(
    "closing",
    [
        "以上问题的整改责任单位为望溪分局，时限为2026年6月19日前。",
        "上述问题由望溪分局负责整改，2026年6月19日前完成。",
        "上述点位的责任单位是望溪分局，时限为2026年6月19日前。",
    ],
)
def test_a_sentence_behind_a_list_says_who_and_when_for_all(closing: str) -> None:
    reading = reading_of(
        f"望溪县夜间检查情况\n1.青溪砂场：裸土没有覆盖。\n2.北坡料场：废水直排沟渠。\n{closing}\n望溪县整改办\n2026年6月5日\n"
    )
    assert days_of(reading) == ["2026-06-19"] * 2
    assert units_of(reading) == [["望溪分局"]] * 2


def test_a_line_with_a_unit_and_a_colon_heads_the_tasks_below_it() -> None:
    reading = reading_of(
        "白坡区2026年督察问题整改分工\n区水务局：\n1.打通断头管2处（2026年5月底前）；\n2.清掏检查井（2026年6月20日前）。\n"
        "北坡镇政府：\n3.清退养殖棚4座（2026年7月15日前）。\n"
    )
    assert units_of(reading) == [["区水务局"], ["区水务局"], ["北坡镇政府"]]
    assert [item.number and item.number.text for item in reading.items] == ["1", "2", "3"]


def test_the_last_of_entries_of_one_line_ends_with_its_line() -> None:
    reading = reading_of(
        "督办函\n石桥县人民政府：\n现场核查发现，两项任务滞后：\n一、填埋场治理停滞。请4月30日前开工建设。\n"
        "二、湿地还湿质量差。请5月20日前补植到位。\n逾期不报，将通报批评。\n云栖市督察办\n2026年3月16日\n"
    )
    assert days_of(reading) == ["2026-04-30", "2026-05-20"]
    assert all("逾期" not in problem for problem in problems_of(reading))


@pytest.mark.parametrize("moved", ["调整至", "延期到", "顺延至"])
def test_a_limit_that_was_moved_is_the_day_it_was_moved_to(moved: str) -> None:
    reading = reading_of(
        "白坡区督察整改工作进展情况通报\n全区46项任务完成33项。\n二、滞后任务\n"
        f"第31项　渣场导排系统建设（区工信局，进度滞后，{moved}2026年6月底前）。\n"
        f"第36项　货场防尘棚建设（区发改局，尚未开工，{moved}2026年3月底前）。\n"
    )
    assert days_of(reading) == ["2026-06-30", "2026-03-31"]
    assert units_of(reading) == [["区工信局"], ["区发改局"]]
    assert [item.status and item.status.text for item in reading.items] == ["进度滞后", "尚未开工"]


HEADS = ["序号", "问题概况", "主责单位", "计划销号日期", "当前状态"]


@pytest.mark.parametrize("head", ["负责同志", "谁盯着", "挂点"])
def test_a_column_of_names_tells_who_answers_in_person(head: str) -> None:
    rows = [
        ["1", "石桥河污水直排", "市水务局", "2026-01-31", "整改中"],
        ["2", "渣场没有覆盖", "市城管局", "2026-02-10", "已完成"],
    ]
    cells = [["云栖市问题管理表"], [*HEADS, head], [*rows[0], "周明"], [*rows[1], "吴海"]]
    reading = read(table_source(cells, {(0, 0): (1, 6)}))
    assert [[person.text for person in item.persons] for item in reading.items] == [["周明"], ["吴海"]]
    assert days_of(reading) == ["2026-01-31", "2026-02-10"]
    assert reading.kind == "ledger"


def test_a_register_with_a_state_of_handling_and_limits_is_no_table_of_complaints() -> None:
    cells = [["云栖市问题清单化管理表"], ["编号", "存在问题", "主办部门", "整改截止时间", "办理状态"]]
    cells += [
        ["1", "石桥河污水直排", "市水务局", "2026-01-31", "整改中"],
        ["2", "渣场没有覆盖", "市城管局", "2026-02-10", "已完成"],
    ]
    assert read(table_source(cells, {(0, 0): (1, 5)})).kind == "ledger"


def test_a_line_below_the_units_that_names_none_is_a_heading() -> None:
    reading = reading_of(
        "云栖市督察整改方案\n（乙）整改事项\n大气类\n1. 渣土车没有密闭\n整改举措：逐台复验。\n完成时间：2026年9月底\n"
        "主责单位：市公安局\n"
        "水类\n2. 明沟污水横流\n整改举措：新建截污管。\n完成时间：2026年3月底\n"
        "主责单位：市住建局　协同单位：城关镇政府\n"
        "（丙）组织保障\n市整改办每半月调度一次。\n"
    )
    assert units_of(reading) == [["市公安局"], ["市住建局", "城关镇政府"]]
