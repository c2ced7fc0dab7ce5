"""Time limits, and dates that are none."""

import pytest

from bihuan.reading import read
from bihuan.reading.days import deadlines
from tests.reading.texts import document_of, source_of, table_source


def labelled(text: str) -> str | None:
    document = document_of(text)
    due = deadlines.labelled(document.days, 0, len(document.body.folded))
    return due.date if due else None


def in_prose(text: str) -> list[str | None]:
    document = document_of(text)
    return [d.date for d in deadlines.in_prose(document.days, 0, len(document.body.folded))]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年12月底", "2024-12-31"),
        ("2024年12月底前", "2024-12-31"),
        ("2024年12月31日前", "2024-12-31"),
        ("2022年底。", "2022-12-31"),
        ("2024年", "2024-12-31"),
        ("2024年6月", "2024-06-30"),
        ("2024年上半年", "2024-06-30"),
        ("2024年第三季度末", "2024-09-30"),
        ("2024年5月中旬", "2024-05-20"),
        ("2024.6.30", "2024-06-30"),
        ("2024-06-30 00:00:00", "2024-06-30"),
        ("20240630", "2024-06-30"),
        ("202406", "2024-06-30"),
        ("202416", None),
        ("2024年底前,并长期坚持", "2024-12-31"),
        ("立行立改", "immediate"),
        ("立行立改,长期坚持", "immediate"),
        ("长期坚持", "long-term"),
        ("30个工作日内", "P30WD"),
        ("收到通知后三个月内", "P3M"),
        ("7天内", "P7D"),
        ("即日起5日内", "P5D"),
        ("2027年国庆节前", "2027-09-30"),
        ("2027年春节前", "2027-02-05"),
        ("2026年中秋、国庆节前完成", "2026-09-30"),
        ("2055年端午节前", None),
        ("2027年汛期前", None),
        ("2026年供暖季开始前", None),
        ("2027年试运行前", None),
        ("2027年6月底前完成前期工作", "2027-06-30"),
        ("2027年年中", "2027-06-30"),
        ("会后5个工作日内", "P5WD"),
        ("收文之日起10日内", "P10D"),
        ("每月20日前", None),
        ("2026年起,分三年完成", "P3Y"),
        ("2026年、2027年各完成50%", "2027-12-31"),
        ("2026年12月底前完成主体工程,2027年5月底前完成验收", "2027-05-31"),
        ("2026-2028年", "2028-12-31"),
        ("“十四五”末", "2025-12-31"),
        ("“十五五”期间", "2030-12-31"),
        ("2026年3月至12月", "2026-12-31"),
        ("2026年11月-2027年2月", "2027-02-28"),
        ("2026年11月-2月", "2027-02-28"),
        ("2026年3-6月", "2026-06-30"),
        ("限期1个月", "P1M"),
        ("限期15个工作日整改", "P15WD"),
        ("2026年“七一”前", "2026-06-30"),
        ("2026年国庆前后", None),
        ("常态化开展", "long-term"),
        ("边督边改", "immediate"),
        ("2026年Q3", "2026-09-30"),
        ("2027Q1末", "2027-03-31"),
        ("2026年前三季度", "2026-09-30"),
        ("26年底前", "2026-12-31"),
        ("’27年6月底前", "2027-06-30"),
        ("26年", None),
        ("15个工作日", "P15WD"),
        ("不超过30天", "P30D"),
        ("三个月", "P3M"),
        ("24小时", "P1D"),
        ("一个季度内", "P3M"),
        ("P30WD", "P30WD"),
        ("P1W", "P1W"),
        ("P1", None),
        ("12月", "12-31"),
        ("9月-12月", "12-31"),
        ("2026年今冬明春", None),
        ("2026年秋冬季", None),
        ("2027年节前", None),
        ("“十五五”前期", None),
        ("力争2026年10月底前,确保2026年12月底前完成", "2026-12-31"),
        ("最迟不超过2027年6月30日", "2027-06-30"),
        ("46203", "2026-06-30"),
        ("46203.75", "2026-06-30"),
        ("36525", None),
        ("73051", None),
        ("460000", None),
        ("2026年10月1日零时前", "2026-09-30"),
        ("2026年10月1日0时前", "2026-09-30"),
        ("2027年1月1日凌晨0:00前", "2026-12-31"),
        ("10月1日零时整之前", "09-30"),
        ("2026年10月1日24时前", "2026-10-01"),
        ("2026年10月1日十八时前", "2026-10-01"),
        ("2026年10月1日10时前", "2026-10-01"),
        ("2026年9月中下旬", "2026-09-30"),
        ("2026年9月上中旬", "2026-09-20"),
        ("2026年“十一”黄金周前", "2026-09-30"),
        ("2026年国庆节后", None),
        ("2026年春节之后", None),
        ("一个半月内", "P45D"),
        ("收文后两个半月内", "P75D"),
        ("一年半", "P18M"),
        ("半月内", "P15D"),
        ("26.6.30", "2026-06-30"),
        ("26/06/30前", "2026-06-30"),
        ("2.6.30", None),
        ("当日办结", "immediate"),
        ("分短期、中期、长期三类", None),
        ("已完成", None),
        ("", None),
    ],
)
def test_a_labelled_field_takes_any_expression_of_time(text: str, date: str | None) -> None:
    assert labelled(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "2026年6月31日前",
        "2月30日前",
        "2026年中央督察“回头看”前",
        "下轮督察之前",
        "省级验收前",
        "2026年国庆节后",
        "2027年春节以后",
    ],
)
def test_a_labelled_limit_that_names_no_day_keeps_its_words(text: str) -> None:
    document = document_of(text)
    due = deadlines.labelled(document.days, 0, len(document.body.folded))
    assert due and due.date is None
    assert document.body.folded[due.start : due.end] == text


def test_the_year_after_next_is_counted_from_the_day_of_the_document() -> None:
    text = "白苇县督察整改任务分工\n1.矿山未复绿。责任单位：县林业局。完成时限：后年6月底前。\n2026年11月3日\n"
    (item,) = read(source_of(text)).items
    assert item.deadline and (item.deadline.date, item.deadline.year) == ("2028-06-30", "inferred")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("县水利局要在2024年6月底前完成封堵。", "2024-06-30"),
        ("务必于2024年9月30日前改完。", "2024-09-30"),
        ("在收到反馈意见后30个工作日内制定方案。", "P30WD"),
        ("2021年内争取“十一”之前公示完。", "2021-09-30"),
        ("发现问题立行立改。", "immediate"),
        ("责令该厂限期1个月完成整改。", "P1M"),
        ("整改时限不得超过2026年12月31日。", "2026-12-31"),
        ("要在26年底前完成整改。", "2026-12-31"),
        ("1.2026年8月底前拆除围网。", "2026-08-31"),
        ("要在2026年8月18日下班前报送。", "2026-08-18"),
        ("要在2026年Q3末完成整改。", "2026-09-30"),
    ],
)
def test_limits_in_prose_have_the_shape_of_one(text: str, date: str) -> None:
    assert date in in_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "到2015年底完成规划目标的81%。",
        "截至2020年6月底前累计办结30件。",
        "每月20日前报送进展。",
        "在公示期间(即日起5日内)向县水利局反映。",
        "2020年3月5日开工建设。",
        "公示时间2021年5月1日前后。",
        "“十四五”期间完成投资3亿元。",
        "2026年3月至12月开展排查。",
        "每季度末前报送进展。",
        "该厂已经运行26年,设备老化。",
        "2026年前三季度完成投资3亿元。",
        "2026年冬季开展排查。",
        "全市26年来首次。",
    ],
)
def test_facts_notice_periods_and_recurring_duties_are_no_limits(text: str) -> None:
    assert in_prose(text) == []


def test_the_latest_day_of_several_is_the_limit() -> None:
    assert labelled("2023年6月底前启动,2024年6月底前完成") == "2024-06-30"


def test_a_limit_quotes_its_own_words() -> None:
    document = document_of("完成时限:2024年6月底前(含验收)")
    due = deadlines.labelled(document.days, 0, len(document.body.folded))
    assert due is not None
    assert deadlines.quoted(document.days, due).text == "2024年6月底前"


@pytest.mark.parametrize("text", ["2027年汛期前", "每季度末前", "2027年试运行前"])
def test_a_limit_that_names_no_day_keeps_its_wording(text: str) -> None:
    document = document_of(text)
    due = deadlines.labelled(document.days, 0, len(document.body.folded))
    assert due is not None
    assert due.date is None
    assert deadlines.quoted(document.days, due).text.startswith(text[:4])


def test_a_quarter_without_a_year_takes_it_from_the_title() -> None:
    assert in_prose("2026年攻坚清单\n三季度末前完成") == ["2026-09-30"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("本月底前", "2026-05-31"),
        ("月底前", "2026-05-31"),
        ("下月15日前", "2026-06-15"),
        ("下个月上旬", "2026-06-10"),
        ("本周五前", "2026-05-15"),
        ("下周三前", "2026-05-20"),
        ("本季度末", "2026-06-30"),
        ("季度末前", "2026-06-30"),
        ("24小时内", "P1D"),
        ("半个月内", "P15D"),
    ],
)
def test_limits_are_counted_from_the_day_of_the_document(text: str, day: str) -> None:
    whole = f"临澜市整改办督办函\n请于{text}完成。\n临澜市整改办\n2026年5月11日\n"
    days = document_of(whole).days
    assert [d.date for d in deadlines.in_prose(days, whole.index("请"), whole.index("。"))] == [day]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1月底前", "2027-01-31"),
        ("2月20日前", "2027-02-20"),
        ("春节前", "2027-02-05"),
        ("元旦前", "2026-12-31"),
        ("12月31日前", "2026-12-31"),
        ("6月底前", "2026-06-30"),
        ("今年1月底前", "2026-01-31"),
    ],
)
def test_at_the_turn_of_the_year_a_limit_without_its_year_is_the_next_one(text: str, day: str) -> None:
    whole = f"临澜市整改办督办函\n请于{text}完成。\n临澜市整改办\n2026年12月21日\n"
    days = document_of(whole).days
    (due,) = deadlines.in_prose(days, whole.index("请"), whole.index("。"))
    assert (due.date, due.year) == (day, "inferred")


@pytest.mark.parametrize(
    ("text", "told", "day"),
    [
        ("1月底前", "2026年8月14日", "2027-01-31"),
        ("2月10日前", "2026年9月2日", "2027-02-10"),
        ("元月15日前", "2026年8月14日", None),
        ("1月底前", "2026年7月14日", "2026-01-31"),
        ("2月底前", "2026年8月14日", "2026-02-28"),
        ("5月底前", "2026年12月14日", "2026-05-31"),
        ("今年1月底前", "2026年8月14日", "2026-01-31"),
    ],
)
def test_a_month_at_the_beginning_of_a_year_is_of_the_next_where_that_is_nearer(
    text: str, told: str, day: str | None
) -> None:
    whole = f"临澜市整改办督办函\n请于{text}完成。\n临澜市整改办\n{told}\n"
    days = document_of(whole).days
    found = deadlines.in_prose(days, whole.index("请"), whole.index("。"))
    assert [(d.date, d.year) for d in found] == ([(day, "inferred")] if day else [])


def test_a_number_that_counts_to_a_day_says_so() -> None:
    rows = [["序号", "问题", "责任单位", "完成时限"], ["1", "污水直排入河。", "市水利局", "46203"]]
    (item,) = read(table_source(rows)).items
    assert item.deadline
    assert (item.deadline.date, item.deadline.year) == ("2026-06-30", "inferred")
    assert item.warnings == ("时限是没有日期格式的数字，按 Excel 的日期序号换算",)


def test_a_festival_that_is_over_means_the_next_one() -> None:
    whole = "临澜市整改办督办函\n请于春节前完成。\n临澜市整改办\n2026年3月10日\n"
    days = document_of(whole).days
    assert [d.date for d in deadlines.in_prose(days, whole.index("请"), whole.index("。"))] == ["2027-02-05"]


def test_a_day_to_come_before_a_word_of_finishing_is_a_limit_and_a_past_one_a_fact() -> None:
    whole = "临澜市整改方案\n管网2026年11月上旬完成，泵站2026年3月上旬完成。\n2026年5月11日\n"
    days = document_of(whole).days
    assert [d.date for d in deadlines.in_prose(days, 8, whole.index("。"))] == ["2026-11-10"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("请于周五下班前报送方案。", "2026-08-14"),
        ("请于周二前报送方案。", "2026-08-18"),
        ("请于本周五12时前报送方案。", "2026-08-14"),
        ("请于明日12时前报送方案。", "2026-08-13"),
        ("请于今日内报送方案。", "2026-08-12"),
    ],
)
def test_a_day_of_the_week_or_the_next_day_counts_from_the_day_of_the_letter(text: str, date: str) -> None:
    assert in_prose(f"{text}\n云栖市整改办\n2026年8月12日") == [date]


def test_the_century_of_a_short_year_is_taken_for_granted_and_marked() -> None:
    document = document_of("26年底前")
    due = deadlines.labelled(document.days, 0, len(document.body.folded))
    assert due is not None
    assert due.year == "inferred"
