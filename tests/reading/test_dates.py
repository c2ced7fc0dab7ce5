"""Calendar days, and the years of those written without one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.reading.numerals import cn_number
from tests.reading.texts import document_of, reading_of


def days(text: str) -> list[tuple[str, str]]:
    return [(d.date, d.year) for d in document_of(text).days.mentions()]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("于2023年5月6日开工", "2023-05-06"),
        ("于2023 年 5 月 6 日开工", "2023-05-06"),
        ("２０２３年５月６日", "2023-05-06"),
        ("发布时间:2023-05-06 10:20", "2023-05-06"),
        ("2023/5/6", "2023-05-06"),
        ("二〇二三年五月六日", "2023-05-06"),
        ("二○二三年十二月二十一日", "2023-12-21"),
        ("2023年5月底", "2023-05-31"),
        ("2024年2月底前", "2024-02-29"),
        ("2023年底前", "2023-12-31"),
        ("2023年5月完工", "2023-05"),
    ],
)
def test_days_are_read_in_every_usual_writing(text: str, date: str) -> None:
    assert days(text)[0] == (date, "stated")


def test_the_second_end_of_a_range_takes_year_and_month_of_the_first() -> None:
    assert days("2023年5月6日至12日") == [("2023-05-06", "stated"), ("2023-05-12", "stated")]
    assert days("2023年5月6日12时—6月2日12时")[1][0] == "2023-06-02"


@pytest.mark.parametrize("text", ["2023年13月6日", "2023年2月30日", "13月40日", "2023-45-99"])
def test_impossible_days_are_none(text: str) -> None:
    assert [d for d, _ in days(text) if d.count("-") == 2] == []


def test_a_day_without_a_year_stays_without_one_where_nothing_tells_it() -> None:
    assert days("4月23日,锦溪县召开会议。") == [("04-23", "unknown")]


@pytest.mark.parametrize(
    "text",
    [
        "2019年3月1日进驻,4月2日反馈。",
        "锦溪县环委会2019年第一次会议\n3月31日,会议召开。",
        "通知\n按锦政办发〔2019〕5号文件,请于11月底报告。",
        "来源:县政府\n发布时间:2019-05-01\n4月30日,督察组交办举报件。",
        "4月30日,督察组交办举报件。\n锦溪县人民政府\n2019年5月1日",
        "2019年3月,督察组进驻锦溪县。4月2日,督察组反馈。",
        "本报讯\n4月10日,锦溪县召开2019年1-3月水污染防治推进会。",
    ],
    ids=["sentence", "title", "document number", "page", "signature", "month before", "months of a year"],
)
def test_the_year_comes_from_the_text_around_and_is_marked_as_inferred(text: str) -> None:
    assert {d[:4] for d, how in days(text) if how == "inferred"} == {"2019"}


def test_this_year_beside_a_limit_of_a_later_year_is_the_year_before() -> None:
    found = days("甲类问题今年11月底前改完,乙类问题2020年11月底前改完。")
    assert ("2019-11-30", "inferred") in found


def test_a_damaged_date_is_repaired_when_one_reading_stands_near_a_whole_one() -> None:
    document = document_of("722日,督察组转办举报件。7月21日转办6件。")
    assert ("07-22", "unknown") in [(d.date, d.year) for d in document.days.mentions()]
    assert [doubt.guess for _, doubt in document.days.damaged] == ["07-22"]


@pytest.mark.parametrize("text", ["111日,督察组转办。1月10日转办。", "63日,督察组转办。12月21日转办。", "连续30日达标"])
def test_a_damaged_date_with_two_readings_or_no_neighbour_is_left(text: str) -> None:
    assert document_of(text).days.damaged == []


@given(st.dates())
def test_every_written_day_comes_back(day: date) -> None:
    written = f"于{day.year}年{day.month}月{day.day}日完成"
    expected = str(day) if 1900 <= day.year < 2100 else None
    assert [d for d, how in days(written) if how == "stated"][:1] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("十五", 15), ("二十", 20), ("三十一", 31), ("7", 7), ("甲", 0)]
)
def test_chinese_numbers(text: str, number: int) -> None:
    assert cn_number(text) == number


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("20.06.2018  13:32", "2018-06-20"),
        ("20/06/2018", "2018-06-20"),
        ("2018-06-20 13:32  字号: 大 中 小", "2018-06-20"),
        ("浏览次数:41  发布日期:2018-06-20", "2018-06-20"),
    ],
)
def test_the_day_of_the_page_is_read_however_the_page_puts_it(line: str, read: str) -> None:
    found = days(f"督察组向锦溪县移交举报件\n{line}\n6月19日，督察组移交举报件12件。\n")
    assert found == [(read, "stated"), ("2018-06-19", "inferred")]


def test_a_day_of_december_on_a_page_of_january_is_of_the_year_before_unless_it_is_a_limit() -> None:
    text = "锦溪县召开会议\n发布时间:2022-01-05\n12月28日,会议召开。各乡镇12月20日前上报。\n"
    assert [d for d, how in days(text) if how == "inferred"] == ["2021-12-28", "2022-12-20"]


def test_a_range_may_end_in_the_next_year() -> None:
    assert [d for d, _ in days("公示时间:2019年12月28日至1月3日。")] == ["2019-12-28", "2020-01-03"]


@pytest.mark.parametrize(
    "text",
    [
        "云栖县组织观看《2022年警示片》\n发布时间:2023-02-17\n2月16日,云栖县组织观看《2022年警示片》。\n",
        "2024年12月19日 星期四\n云栖县召开整改会议\n发布日期:2023-02-17\n2月16日,会议召开。\n",
        "会议召开\n为谋划好2024年工作,2月16日会议召开。\n云栖县人民政府\n2023年2月17日\n",
    ],
    ids=["name of a film", "day of the visit", "year that is planned"],
)
def test_a_year_that_tells_of_something_else_is_not_that_of_the_day(text: str) -> None:
    assert ("2023-02-16", "inferred") in days(text)


def test_a_stamp_without_a_year_is_a_day() -> None:
    assert days("督察组交办信访件\n11-06 11:03\n11月5日，移交78件。\n") == [("11-06", "unknown"), ("11-05", "unknown")]


def test_a_line_of_the_source_tells_the_day_of_the_page_however_long_it_is() -> None:
    reading = reading_of(
        "督察组第九批转办案件办理情况\n2018-07-20 08:51:57  来源：云栖日报社新媒体中心综合整理报道  作者：\n"
        "2016年7月24日，县环保局作过处罚。\n7月2日，县环保局到现场。\n"
    )
    assert "2018-07-02" in [day.date for day in reading.dates]


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("云栖5月30日电 截至26日，共接收27批次信访件。", ["05-30", "05-26"]),
        ("云栖网2026年3月23日讯（记者 某某） 22日，整改办会议通报。", ["2026-03-23", "2026-03-22"]),
        ("3月2日起公示（7日），请于收到后20日内反馈。", ["03-02"]),
        ("记者从会上获悉，22日，整改办会议通报。", []),
    ],
)
def test_a_day_told_by_its_number_is_of_the_month_told_before_it(told: str, days: list[str]) -> None:
    assert [day.date for day in reading_of(told).dates] == days


def test_a_day_whose_year_the_page_has_lost_before_its_mark_is_still_a_day() -> None:
    assert days("督察组在年3月24日反馈意见。\n2026年4月2日")[0][0] == "2026-03-24"
    assert days("第三年3月24日完工。\n2026年4月2日")[0][0] == "2026-04-02"
