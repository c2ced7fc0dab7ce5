"""The Excel samples: a district's own ledger with all its habits, and the published table of complaints."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import xlsxwriter

from bihuan.demo.documents.entries import Due, Expected, Sample, due, fill, load_texts

_LEDGER_WIDTHS = [8, 10, 36, 24, 30, 16, 14, 16, 16, 16, 20]
_UNIT_COLUMNS = [("牵头单位", "lead"), ("配合单位", "assist"), ("督导单位", "supervise"), ("验收单位", "accept")]


def ledger(today: date) -> tuple[Sample, bytes]:
    """Two sheets under a header of two rows; merged sources, a hidden row, and days written in four ways."""
    texts, stream = load_texts("ledger"), io.BytesIO()
    found: list[Expected] = []
    with _book(stream, today) as book:
        for sheet in texts["sheet"]:
            page = book.add_worksheet(sheet["name"])
            _ledger_head(book, page, texts, today)
            for index, row in enumerate(sheet["row"]):
                found.append(_ledger_row(book, page, 4 + index, row, today))
            _merge_sources(book, page, [row["source"] for row in sheet["row"]])
            last = 4 + len(sheet["row"])
            count = f'="共"&COUNTA(A5:A{last})&"项"'
            page.write_formula(last, 0, count, _format(book), f"共{len(sheet['row'])}项")
            page.merge_range(last + 1, 0, last + 1, 10, texts["note"], _format(book, border=0))
    return Sample("07-青砚区整改台账.xlsx", "ledger", tuple(found)), stream.getvalue()


def _ledger_head(book: Any, page: Any, texts: dict[str, Any], today: date) -> None:
    for column, width in enumerate(_LEDGER_WIDTHS):
        page.set_column(column, column, width)
    page.merge_range(0, 0, 0, 10, texts["title"], _format(book, bold=True, size=18, align="center", border=0))
    page.merge_range(1, 0, 1, 10, fill(texts["subtitle"], today), _format(book, border=0))
    head = _format(book, bold=True, align="center")
    for column, label in {0: "序号", 1: "问题来源", 2: "问题描述", 3: "整改目标", 4: "整改措施"}.items():
        page.merge_range(2, column, 3, column, label, head)
    page.merge_range(2, 5, 2, 8, "整改责任", head)
    for column, (label, _) in enumerate(_UNIT_COLUMNS, 5):
        page.write(3, column, label, head)
    page.merge_range(2, 9, 3, 9, "整改时限", head)
    page.merge_range(2, 10, 3, 10, "进展情况", head)
    page.freeze_panes(4, 0)


def _ledger_row(book: Any, page: Any, line: int, row: dict[str, Any], today: date) -> Expected:
    limit = due(row["deadline"], today)
    cells = [row["number"], row["source"], row["problem"], row["goal"], row["measures"]]
    cells += [row[role] for _, role in _UNIT_COLUMNS]
    late = limit.day is not None and limit.day < today and "完成" not in row["status"] and "销号" not in row["status"]
    form = _format(book, colour="#C00000" if late else "#000000")
    for column, text in enumerate(cells):
        page.write_string(line, column, text, form)
    written, code = _ledger_day(book, page, line, limit, row["deadline_style"])
    page.write_string(line, 10, row["status"], form)
    if row.get("hidden"):
        page.set_row(line, None, None, {"hidden": True})
    units = tuple((row[role].strip(), role) for _, role in _UNIT_COLUMNS if row[role].strip())
    return Expected(
        problem=row["problem"],
        number=row["number"],
        goal=row["goal"],
        units=units,
        deadline_text=written,
        deadline=code,
        measures=len(row["measures"].splitlines()),
        status=row["status"],
    )


def _ledger_day(book: Any, page: Any, line: int, limit: Due, style: str) -> tuple[str, str | None]:
    """Write the deadline as the clerk did that day, and return its characters and what they tell by themselves."""
    if style == "date" and limit.day:
        form = _format(book, number="yyyy/m/d")
        page.write_datetime(line, 9, datetime(limit.day.year, limit.day.month, limit.day.day), form)  # noqa: DTZ001 - a spreadsheet knows no zones
        return limit.day.isoformat(), limit.code
    if style == "dots" and limit.day:
        text = f"{limit.day.year}.{limit.day.month}.{limit.day.day}"
    elif style == "short" and limit.day:
        text = f"{limit.day.month}月{limit.day.day}日前"
    else:
        text = limit.text
    page.write_string(line, 9, text, _format(book))
    return text, None if style == "short" else limit.code


def _merge_sources(book: Any, page: Any, sources: list[str]) -> None:
    start = 0
    for index in range(1, len(sources) + 1):
        if index == len(sources) or sources[index] != sources[start]:
            if index - start > 1:
                page.merge_range(4 + start, 1, 3 + index, 1, sources[start], _format(book, align="center"))
            start = index


def petition(today: date) -> tuple[Sample, bytes]:
    """The table of complaints of one batch, as published."""
    texts, stream = load_texts("petition"), io.BytesIO()
    received = today + timedelta(days=texts["received"])
    found: list[Expected] = []
    with _book(stream, today) as book:
        page = book.add_worksheet("第十二批")
        page.merge_range(0, 0, 0, 9, texts["title"], _format(book, bold=True, size=16, align="center", border=0))
        for column, (label, width) in enumerate(
            zip(texts["columns"], [6, 22, 34, 10, 12, 34, 10, 36, 12, 16], strict=True)
        ):
            page.set_column(column, column, width)
            page.write(1, column, label, _format(book, bold=True, align="center"))
        for index, row in enumerate(texts["rows"]["list"], 1):
            number = f"{row['case']}{texts['prefix'][1:]}{received:%Y%m%d}{index:04d}"
            cells = [row["problem"], row["region"], row["types"], row["found"], row["verdict"], row["handling"]]
            page.write_number(1 + index, 0, index, _format(book, align="center"))
            for column, text in enumerate([number, *cells, row["closed"], row["blame"]], 1):
                page.write_string(1 + index, column, text, _format(book))
            found.append(Expected(problem=row["problem"], number=number, verdict=row["verdict"], closed=row["closed"]))
    return Sample("08-边督边改一览表.xlsx", "petition_table", tuple(found)), stream.getvalue()


def _book(stream: io.BytesIO, today: date) -> Any:
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    # Without it the moment of writing goes into the file, and the same texts would give another hash.
    book.set_properties({"created": datetime(today.year, today.month, today.day)})  # noqa: DTZ001 - a spreadsheet knows no zones
    return book


def _format(
    book: Any,
    *,
    bold: bool = False,
    size: int = 11,
    align: str = "left",
    border: int = 1,
    number: str = "General",
    colour: str = "#000000",
) -> Any:
    looks = {"bold": bold, "font_size": size, "font_name": "宋体", "align": align, "valign": "vcenter"}
    return book.add_format(looks | {"border": border, "text_wrap": True, "num_format": number, "font_color": colour})
