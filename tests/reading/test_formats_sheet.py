"""Workbooks: title lines, tables and remarks; values as a person sees them; what is hidden or computed, told."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.reading.formats.sheet import value_text
from bihuan.reading.opening import Limits, open_source
from bihuan.reading.source import Source, UnreadableError
from tests.examples import examples
from tests.reading import oldexcel
from tests.reading.soundness import assert_sound, notes, spans, values


def workbook(fill: Callable[[Any], None]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    fill(book)
    book.close()
    return out.getvalue()


def sheet(*rows: Sequence[object], then: Callable[[Any, Any], None] | None = None) -> bytes:
    """One sheet with these rows from its top left; `then` may add to it."""

    def fill(book: Any) -> None:
        page = book.add_worksheet("台账")
        for row, content in enumerate(rows):
            for column, value in enumerate(content):
                if value is not None:
                    page.write(row, column, value)
        if then:
            then(book, page)

    return workbook(fill)


def read(data: bytes, **limits: int) -> Source:
    source = open_source(data, "台账.xlsx", limits=Limits(**limits))
    assert_sound(source)
    return source


HEAD = ["序号", "问题", "责任单位", "整改时限"]
FIRST = [1, "扬尘扰民", "市住建局", "2025年6月底前"]
SECOND = [2, "污水直排", "市水利局", "立行立改"]


def test_title_lines_and_remarks_stand_outside_the_table() -> None:
    def merge_title(book: Any, page: Any) -> None:
        page.merge_range(0, 0, 0, 3, "临澜市整改台账")

    filled_in: list[object] = ["填报单位：市整改办", None, None, "填报日期：2025年1月"]
    rows: list[list[object]] = [[], filled_in, [*HEAD], FIRST, SECOND, ["注：每月报送。"]]
    source = read(sheet(*rows, then=merge_title))
    assert source.text.splitlines() == [
        "临澜市整改台账",
        "填报单位：市整改办  填报日期：2025年1月",
        "序号 | 问题 | 责任单位 | 整改时限",
        "1 | 扬尘扰民 | 市住建局 | 2025年6月底前",
        "2 | 污水直排 | 市水利局 | 立行立改",
        "注：每月报送。",
    ]
    assert values(source)[0, 0] == "序号"
    assert source.tables[0].rows == 3


def test_a_header_in_two_rows_belongs_to_the_table() -> None:
    def merge(book: Any, page: Any) -> None:
        page.merge_range(0, 0, 1, 0, "序号")
        page.merge_range(0, 1, 0, 2, "责任")

    source = read(sheet([], [None, "牵头", "配合"], [1, "市住建局", "市水利局"], then=merge))
    assert spans(source) == {(0, 0): (2, 1), (0, 1): (1, 2)}
    assert values(source)[1, 2] == "配合"


def test_each_sheet_is_a_page_with_its_name() -> None:
    def fill(book: Any) -> None:
        for name in ("中央反馈", "空白", "省级反馈"):
            page = book.add_worksheet(name)
            if name != "空白":
                page.write_row(0, 0, ["序号", "问题"])
                page.write_row(1, 0, [1, f"{name}的问题"])

    source = read(workbook(fill))
    assert [page.name for page in source.pages] == ["中央反馈", "空白", "省级反馈"]
    assert [(table.name, table.page) for table in source.tables] == [("中央反馈", 1), ("省级反馈", 3)]
    assert "中央反馈的问题" in source.text[source.pages[0].start : source.pages[0].end]
    assert notes(source) == ["工作表“空白”是空的。"]


def test_blocks_parted_by_an_empty_row_are_tables_of_their_own() -> None:
    source = read(sheet(HEAD, FIRST, [], ["名称", "数量"], ["已完成", 25]))
    assert len(source.tables) == 2
    assert values(source, 1) == {(0, 0): "名称", (0, 1): "数量", (1, 0): "已完成", (1, 1): "25"}


def test_an_empty_row_inside_a_numbered_table_does_not_part_it() -> None:
    source = read(sheet(HEAD, FIRST, [], SECOND))
    assert len(source.tables) == 1
    assert values(source)[2, 1] == "污水直排"


def test_tables_side_by_side_are_read_one_after_the_other() -> None:
    source = read(sheet(["甲", "乙", None, "丙", "丁"], [1, 2, None, 3, 4]))
    assert [values(source, at)[0, 0] for at in (0, 1)] == ["甲", "丙"]


def test_values_are_written_as_a_person_sees_them() -> None:
    def add(book: Any, page: Any) -> None:
        for column, (code, value) in enumerate(
            [
                ("yyyy-mm-dd", dt.date(2025, 6, 30)),
                ('yyyy"年"m"月"d"日";@', dt.date(2025, 6, 30)),
                ("yyyy年m月", dt.date(2025, 6, 1)),
                ("yyyy-mm-dd hh:mm", dt.datetime(2025, 6, 30, 8, 30)),  # noqa: DTZ001  # a sheet knows no time zone
            ]
        ):
            page.write_datetime(1, column, value, book.add_format({"num_format": code}))
        page.write_number(1, 4, 0.856, book.add_format({"num_format": "0.0%"}))
        page.write_rich_string(1, 5, "富", book.add_format({"bold": True}), "文", "本")

    source = read(sheet(list("甲乙丙丁戊己庚辛"), [None] * 6 + [12345678901234, 0.1], then=add))
    row = [values(source)[1, column] for column in range(8)]
    assert row == [
        *("2025-06-30", "2025-06-30", "2025年6月", "2025-06-30 08:30"),
        *("85.6%", "富文本", "12345678901234", "0.1"),
    ]


@pytest.mark.parametrize("number_format", [31, 57])
def test_date_formats_that_chinese_excel_does_not_write_down_are_known(number_format: int) -> None:
    def add(book: Any, page: Any) -> None:
        page.write_number(1, 1, 45838, book.add_format({"num_format": number_format}))

    source = read(sheet(["序号", "时限"], [1], then=add))
    assert values(source)[1, 1] == {31: "2025-06-30", 57: "2025年6月"}[number_format]


@settings(max_examples=examples(200), deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e20, max_value=1e20))
def test_a_number_keeps_its_value_and_never_shows_an_exponent(number: float) -> None:
    text = value_text(number)
    assert "e" not in text.lower()
    assert not text.endswith(".0")
    assert abs(Decimal(text) - Decimal(number)) <= max(Decimal("1e-14"), abs(Decimal(number)) * Decimal("1e-14"))


def test_hidden_rows_columns_and_sheets_are_read_and_told() -> None:
    def hide(book: Any, page: Any) -> None:
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(2, 2, None, None, {"hidden": True})
        page.set_column(20, 30, None, None, {"hidden": True})
        other = book.add_worksheet("底稿")
        other.write(0, 0, "草稿")
        other.hide()

    source = read(sheet(HEAD, FIRST, SECOND, then=hide))
    assert "污水直排" in source.text
    assert "草稿" in source.text
    assert notes(source) == [
        "工作表“台账”有 1 个隐藏行，已照常读入。",
        "工作表“台账”有 1 个隐藏列，已照常读入。",
        "工作表“底稿”是隐藏的，已照常读入。",
    ]


def test_formulas_give_their_stored_values_and_missing_ones_are_told() -> None:
    def compute(book: Any, page: Any) -> None:
        page.write_formula(1, 1, "=1+1", None, 2)
        page.write_formula(1, 2, '=A1&""', None, "序号")
        page.write_formula(1, 3, "=1/0", None, "#DIV/0!")

    data = sheet(["序号", "和", "文", "错"], [1], then=compute)
    assert values(read(data))[1, 1] == "2"
    assert values(read(data))[1, 2] == "序号"
    told = " ".join(notes(read(data)))
    assert "3 个公式，取的是文件中保存的计算结果" in told
    assert "1 个单元格是错误值" in told
    unstored = rewritten(data, "xl/worksheets/sheet1.xml", b"<v>2</v>", b"")
    assert "1 个公式没有保存计算结果" in " ".join(notes(read(unstored)))


def rewritten(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            body = before.read(part)
            after.writestr(part, body.replace(old, new) if part == name else body)
    return out.getvalue()


def test_line_breaks_inside_a_cell_are_kept() -> None:
    source = read(sheet(["序号", "单位"], [1, "市住建局\r\n市水利局"]))
    assert values(source)[1, 1] == "市住建局\n市水利局"


def test_two_cells_at_the_far_corners_are_not_laid_out_as_a_full_sheet() -> None:
    data = sheet(["序号", "问题"], [1, "扬尘"], then=lambda book, page: page.write(1_048_575, 16_383, "角"))
    with pytest.raises(UnreadableError, match="单元格"):
        read(data)


def test_a_sheet_with_too_many_cells_is_refused() -> None:
    with pytest.raises(UnreadableError, match="超过 50 个单元格"):
        read(sheet(*([[1, 2, 3]] * 20)), cells=50)


def test_a_chart_sheet_is_told_and_not_read() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("数据")
        page.write_row(0, 0, ["名称", "数量"])
        page.write_row(1, 0, ["完成", 3])
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "=数据!$B$2:$B$2"})
        book.add_chartsheet("图").set_chart(chart)

    source = read(workbook(fill))
    assert len(source.tables) == 1
    assert any("“图”不是数据表" in note for note in notes(source))


def over_cells(book: Any, page: Any) -> None:
    page.insert_textbox(0, 0, "临澜市整改台账\n（第二批）")
    page.insert_textbox(5, 1, "省级反馈问题")
    page.insert_textbox(8, 0, "注：每月报送。")
    page.write_comment(3, 1, "此处待核")
    page.write_comment(3, 2, "单位待核")


def test_text_boxes_stand_where_they_begin_and_comments_are_told() -> None:
    source = read(sheet([], [], HEAD, FIRST, [], [], ["名称", "数量"], ["已完成", 25], then=over_cells))
    assert source.text.splitlines() == [
        "临澜市整改台账",
        "（第二批）",
        "序号 | 问题 | 责任单位 | 整改时限",
        "1 | 扬尘扰民 | 市住建局 | 2025年6月底前",
        "省级反馈问题",
        "名称 | 数量",
        "已完成 | 25",
        "注：每月报送。",
    ]
    assert notes(source) == ["工作表“台账”有 2 条批注，没有读入。"]


def test_a_shape_that_stands_twice_for_older_programs_is_read_once() -> None:
    data = sheet(HEAD, FIRST, then=lambda book, page: page.insert_textbox(6, 0, "注：甲。"))
    shape = rewritten(data, "xl/drawings/drawing1.xml", b"</xdr:sp>", b"</xdr:sp><mc:Fallback>%s</mc:Fallback>" % SHAPE)
    named = b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:a='
    source = read(rewritten(shape, "xl/drawings/drawing1.xml", b"xmlns:a=", named))
    assert source.text.count("甲") == 1


SHAPE = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>注：甲。</a:t></a:r></a:p></xdr:txBody></xdr:sp>".encode()


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(UnreadableError, match="没有文字"):
        read(sheet())


def test_an_old_xls_is_read_like_an_xlsx() -> None:
    records = [
        oldexcel.hidden_row(3),
        oldexcel.hidden_column(1),
        oldexcel.cell(0, 0, "临澜市整改台账"),
        *(oldexcel.cell(1, column, text) for column, text in enumerate(["序号", "问题", "时限", "月份", "比例"])),
        oldexcel.cell(2, 0, 1.0),
        oldexcel.cell(2, 1, "扬尘"),
        oldexcel.cell(2, 2, 45838.0, oldexcel.DATE),
        oldexcel.cell(2, 3, 45838.0, oldexcel.MONTH),
        oldexcel.cell(2, 4, 0.85, oldexcel.PERCENT),
        oldexcel.formula(3, 0, 2.0),
        oldexcel.cell(3, 1, "异味"),
        oldexcel.merged(0, 0, 0, 4),
    ]
    source = read(oldexcel.xls({"台账": records}))
    assert source.text.splitlines() == [
        "临澜市整改台账",
        "序号 | 问题 | 时限 | 月份 | 比例",
        "1 | 扬尘 | 2025-06-30 | 2025年6月 | 85%",
        "2 | 异味",
    ]
    assert [page.name for page in source.pages] == ["台账"]
    assert notes(source) == [
        "工作表“台账”有 1 个隐藏行，已照常读入。",
        "工作表“台账”有 1 个隐藏列，已照常读入。",
        "工作表“台账”有 1 个公式，取的是文件中保存的计算结果。",
    ]


def test_text_boxes_of_an_old_xls_are_read_and_comments_told() -> None:
    records = [
        *(oldexcel.cell(2, column, text) for column, text in enumerate(["序号", "问题"])),
        *(oldexcel.cell(3, column, text) for column, text in enumerate(["1", "扬尘"])),
        oldexcel.drawn(6, 6, "注：每月报送。"),
        oldexcel.drawn(0, 6, "临澜市整改台账\n（第二批）"),
        oldexcel.drawn(3, 25, "此处待核"),
        oldexcel.drawn(3, 7, "按钮"),
        oldexcel.comment(3, 1),
    ]
    source = read(oldexcel.xls({"台账": records}))
    assert source.text.splitlines() == ["临澜市整改台账", "（第二批）", "序号 | 问题", "1 | 扬尘", "注：每月报送。"]
    assert notes(source) == ["工作表“台账”有 1 条批注，没有读入。"]


def test_a_workbook_so_small_that_it_lies_in_small_sectors_is_read() -> None:
    cells = [oldexcel.cell(row, column, f"{row}行{column}列") for row in range(9) for column in range(2)]
    body = oldexcel.workbook({"台账": cells})
    assert 4096 > len(body) > 512
    assert read(oldexcel.small_compound("Workbook", body)).text == read(oldexcel.xls({"台账": cells})).text


def test_an_encrypted_xls_says_so() -> None:
    with pytest.raises(UnreadableError, match="密码"):
        read(oldexcel.xls({"台账": [oldexcel.cell(0, 0, "甲")]}, before=oldexcel.record(0x2F, b"\0" * 6)))


def test_an_xls_with_cells_at_the_far_corners_is_refused() -> None:
    with pytest.raises(UnreadableError, match="单元格"):
        read(oldexcel.xls({"台账": [oldexcel.cell(0, 0, "甲"), oldexcel.cell(65_535, 255, "乙")]}))


@settings(max_examples=examples(20), deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 12), st.integers(0, 8)),
        st.text(st.sampled_from("整改 任务\n12。："), min_size=1, max_size=8).filter(str.strip),
        min_size=1,
        max_size=30,
    )
)
def test_whatever_stands_in_a_sheet_stands_once_in_the_text(cells: dict[tuple[int, int], str]) -> None:
    def add(book: Any, page: Any) -> None:
        for (row, column), text in cells.items():
            page.write_string(row, column, text)

    source = read(sheet(then=add))
    written = sorted("".join("".join(text.split()) for text in cells.values()))
    assert sorted("".join(source.text.replace("|", "").split())) == written


def test_a_quote_that_never_ends_swallows_no_rows_of_a_csv_file() -> None:
    rows = [
        "序号,问题,责任单位",
        '1,"苇渠,污水\n直排",县水务局',
        '2,"矿山裸露,北坡镇政府',
        "3,沟渠淤积,县住建局",
        '="004",渣场,县城管局',
    ]
    source = open_source("\n".join(rows).encode(), "a.csv")
    assert source.text.splitlines()[0] == "序号 | 问题 | 责任单位"
    assert source.text.splitlines()[1:] == [
        "1 | 苇渠,污水",
        "直排 | 县水务局",
        "2 | 矿山裸露 | 北坡镇政府",
        "3 | 沟渠淤积 | 县住建局",
        "004 | 渣场 | 县城管局",
    ]
    assert any("1 行的引号没有配对" in str(note) for note in source.notes)
