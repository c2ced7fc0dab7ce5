"""What prose tells of tasks and faults: strung in a sentence, wrapped hard, due and told with the outcome."""

import textwrap

import pytest

from bihuan.reading.result import Item
from tests.reading.texts import reading_of


def told(item: Item) -> tuple[str, list[str], str | None]:
    return item.problem.text, [u.text for u in item.units], item.deadline.date if item.deadline else None


@pytest.mark.parametrize(
    ("lead", "between"), [("逾期任务为：", "，"), ("滞后事项有", "；"), ("未完成的项目包括：", "、")]
)
def test_entries_strung_in_a_sentence_have_their_units_in_brackets(lead: str, between: str) -> None:
    strung = between.join(("砖窑拆除（县自然资源局）", "菜场沟清淤（北坡镇政府）", "粮站煤改气（县发改局）"))
    text = (
        f"白苇县2026年度督察整改任务完成情况通报\n全年应完成任务19项，截至12月30日已完成16项。{lead}{strung}。\n"
        "上述单位要查找原因，2027年3月底前全部整改完毕。\n白苇县整改办\n2027年1月6日\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("砖窑拆除", ["县自然资源局"], "2027-03-31"),
        ("菜场沟清淤", ["北坡镇政府"], "2027-03-31"),
        ("粮站煤改气", ["县发改局"], "2027-03-31"),
    ]


def test_one_bracket_with_a_unit_strings_nothing() -> None:
    text = "白苇县督察整改进展情况\n19项任务完成16项，北坡沟清淤（县水利局）正在扫尾。\n"
    assert reading_of(text).items == ()


@pytest.mark.parametrize(
    "words",
    [
        "2025年底前应建成中转站4座，目前仅建成1座",
        "县里应于2025年6月底前改造旱厕320座，实际完成87座",
        "2025年底应完成任务31项，截至12月31日已完成22项",
        "3月清淤工程开工，2026年2月底通过验收",
    ],
)
def test_what_was_due_and_came_about_or_did_not_is_no_duty(words: str) -> None:
    assert reading_of(f"白苇县督察整改工作进展情况\n{words}。\n白苇县整改办\n2026年5月8日\n").items == ()


def test_a_limit_that_is_still_to_come_stays_a_duty() -> None:
    text = "白苇县督察整改工作进展情况\n县水利局要在2026年9月底前完成北坡沟清淤。\n白苇县整改办\n2026年5月8日\n"
    assert [told(item) for item in reading_of(text).items] == [("完成北坡沟清淤", ["县水利局"], "2026-09-30")]


PARAGRAPHS = (
    "石桥县渣场整治推进不力，长期未覆盖。督察发现，全县3处渣场堆存约2.4万立方米，雨天泥水漫进农田，县里多次现场办公仍无进展。",
    "白坡区城区污水直排青溪。督察人员沿河步行，看到12处排口未接管，每天约有860吨污水入河，其中3处紧邻取水口，群众反映强烈。",
    "云岭市督察整改调度流于形式。市里一年开会14次，有9次只念文件；对6项逾期任务没有约谈一人，也没有通报一起。",
)


def test_lines_of_one_width_are_paragraphs_by_their_indents() -> None:
    wrapped = "\n".join(
        line
        for paragraph in PARAGRAPHS
        for line in textwrap.wrap("\u3000\u3000" + paragraph, 24, drop_whitespace=False)
    )
    text = f"省第五生态环境保护督察组向云岭市反馈督察情况\n二、存在的主要问题\n{wrapped}\n"
    assert [item.problem.text for item in reading_of(text).items] == [p.split("。")[0] for p in PARAGRAPHS]


def test_a_feedback_urges_those_it_named_last() -> None:
    text = (
        "省督察组向云岭市反馈督察意见\n督察要求，云岭市委、市政府要扛起责任。"
        "抓紧制定整改方案，在收到反馈意见后30个工作日内报送省政府；扎实推进整改，在6个月内将落实情况报送省政府。\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("制定整改方案，在收到反馈意见后30个工作日内报送省政府", ["云岭市委", "市政府"], "P30WD"),
        ("将落实情况报送省政府", ["云岭市委", "市政府"], "P6M"),
    ]


@pytest.mark.parametrize("limit", ["6月底前完成", "于6月底之前办结", "6月30日前完成治理"])
def test_a_limit_may_stand_behind_the_bracket_of_units(limit: str) -> None:
    text = (
        "白苇县2026年“清水”百日攻坚重点任务\n"
        f"1.封堵入河排口12处（县水利局、县住建局），{limit}。\n2.清运河道垃圾（北坡镇政府），{limit}。\n"
    )
    assert [told(item) for item in reading_of(text).items] == [
        ("封堵入河排口12处", ["县水利局", "县住建局"], "2026-06-30"),
        ("清运河道垃圾", ["北坡镇政府"], "2026-06-30"),
    ]
