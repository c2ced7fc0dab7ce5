"""The ledger as a workbook: one sheet of rows, one that says what they are."""

import tempfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.audit import services as audit
from bihuan.core.codes import Code
from bihuan.core.reasons import Phrase, Reason, Refused, demand, gettext_noop
from bihuan.ledger import saved
from bihuan.ledger.columns import Column, Kind, Value, chosen
from bihuan.ledger.filters import read
from bihuan.ledger.listing import Listing
from bihuan.org.access import READS_CASES, viewer_for
from bihuan.org.models import Account
from bihuan.paperwork.fields import FIELDS
from bihuan.paperwork.runs import Report, cells_of
from bihuan.platform import clock

MOST_ROWS = 1_048_575
LONGEST_CELL = 32_767
WIDTHS = {Kind.LONG: 48, Kind.DAY: 12, Kind.PERCENT: 10, Kind.COUNT: 9, Kind.FLAG: 10, Kind.NUMBER: 22}


def listing_of(account: Account, params: QueryDict) -> Listing:
    """The list that an account sees under an address of the ledger; `Refused` where a parameter is not understood."""
    asked = read(params, ignoring=("cursor", "size"))
    if asked.reasons:
        raise Refused(asked.reasons)
    return Listing(viewer_for(account), asked, chosen(asked.columns or saved.views_of(account).columns))


def export_tasks(*, actor: Account, listing: Listing, by: str = "") -> IO[bytes]:
    """Write what a list shows, and log that it left the house. The file is open at its start; closing it removes it.
    `Refused` for an account without a role that comes with cases to see.

    A hundred thousand rows take longer than others may wait to write, so only the log is a transaction; without it the
    file is not handed out. `by`: where it was done for the account by somebody else.
    """
    demand(*sees_no_case(actor))
    file = tempfile.TemporaryFile()  # noqa: SIM115  # handed open to the response, which closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    book = xlsxwriter.Workbook(file, options | {"default_date_format": "yyyy-mm-dd"})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#EDF1EE", "border": 1, "text_wrap": True, "valign": "top"}),
        Kind.DAY: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        Kind.PERCENT: book.add_format({"num_format": "0.0#", "valign": "top"}),
        # quote_prefix: a text that begins with = + - @ stays a text, also when it is edited in a spreadsheet program.
        Kind.LONG: book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        "text": book.add_format({"valign": "top", "quote_prefix": True}),
        "number": book.add_format({"valign": "top"}),
    }
    count = _rows_sheet(book, formats, listing)
    _notes_sheet(book, formats, listing, actor, count)
    book.close()
    body = {"filter": listing.params, "rows": count, "columns": [column.key for column in listing.columns]}
    audit.record("paperwork.export_tasks", actor, actor=actor, body=body | ({"by": by} if by else {}))
    file.seek(0)
    return file


def sees_no_case(actor: Account) -> list[Reason]:
    """Why a workbook of the cases that this account sees would be empty whatever is asked; nothing when it sees some."""
    if viewer_for(actor).has(*READS_CASES):
        return []
    message = gettext_noop(
        "账号%(account)s没有查看任务的职责，一条任务也看不到，所以没有导出。请换一个账号，或者请安全管理员授予职责。"
    )
    return [Reason("role_missing", message, {"account": actor.username})]


def _rows_sheet(book: Any, formats: Any, listing: Listing) -> int:
    sheet = book.add_worksheet(_("台账"))
    columns = listing.columns
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, WIDTHS.get(column.kind, 18))
    for at, column in enumerate(columns):
        sheet.write_string(0, at, _label(column), formats["head"])
    row = 0
    for row, task in enumerate(listing.query.rows(columns), 1):
        if row > MOST_ROWS:
            message = gettext_noop("行数超过一张工作表的上限，请缩小筛选范围再导出。")
            raise Refused([Reason("too_many_rows", message)])
        for at, column in enumerate(columns):
            _write(sheet, row, at, column.kind, column.value(task), formats)
    sheet.autofilter(0, 0, max(row, 1), len(columns) - 1)
    return row


def _write(sheet: Any, row: int, at: int, kind: Kind, value: Value, formats: Any) -> None:
    """Days and figures as what they are; every text as text, so that none is taken for a formula."""
    if value is None or value == "":
        return
    if isinstance(value, Code):
        sheet.write_string(row, at, _(value.label), formats["text"])
    elif isinstance(value, bool):
        sheet.write_string(row, at, _("是") if value else _("否"), formats["text"])
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, at, value, formats[Kind.DAY])
    elif isinstance(value, (int, Decimal)):
        sheet.write_number(row, at, value, formats[Kind.PERCENT] if kind is Kind.PERCENT else formats["number"])
    else:
        sheet.write_string(row, at, text(str(value)), formats[Kind.LONG] if kind is Kind.LONG else formats["text"])


def text(value: str) -> str:
    """A text that fits a cell: what is too long ends with a mark, instead of being dropped as a whole."""
    held = value.replace("\0", "")
    return held if len(held) <= LONGEST_CELL else f"{held[: LONGEST_CELL - 1]}…"


def _notes_sheet(book: Any, formats: Any, listing: Listing, actor: Account, count: int) -> None:
    sheet = book.add_worksheet(_("说明"))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    now = timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M")
    notes = [
        (_("筛选条件"), listing.summary),
        (_("行数"), str(count)),
        (_("截至"), now),
        (_("导出人"), str(actor)),
        (_("范围"), _("只含导出人有权查看的任务。")),
        *definitions(listing.columns),
    ]
    for row, (name, told) in enumerate(notes):
        sheet.write_string(row, 0, name, formats["head"])
        sheet.write_string(row, 1, text(told), formats[Kind.LONG])


def export_rejected(report: Report) -> IO[bytes]:
    """The rows of a dry run's report that were not registered: as they came, each with its reasons; and, on a sheet of its own,
    what the file says otherwise than the ledger."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # handed open to the response, which closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#EDF1EE", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    width = len(report["headers"])
    bad = book.add_worksheet(_("未导入的行"))
    bad.set_column(0, width, 18)
    bad.set_column(width, width + 1, 60)
    for at, header in enumerate([*report["headers"], _("未导入的原因"), _("原行号")]):
        bad.write_string(0, at, text(header), head)
    for row, line in enumerate(report["bad"], 1):
        for at, cell in enumerate(cells_of(line)):
            if isinstance(cell, date) and cell.year >= 1900:
                bad.write_datetime(row, at, cell, day)
            elif cell != "":
                bad.write_string(row, at, text(str(cell)), plain)
        why = "\n".join(f"{c['place']} {c['column']}：{_said(c['why'])} {_said(c['remedy'])}" for c in line["bad"])
        bad.write_string(row, width, text(why), plain)
        bad.write_number(row, width + 1, line["row"])
    differs = book.add_worksheet(_("与台账不同"))
    differs.set_column(0, 4, 30)
    for at, header in enumerate((_("原行号"), _("任务编号"), _("栏目"), _("台账现为"), _("文件里写"))):
        differs.write_string(0, at, header, head)
    found = [(line, entry) for line in report["differs"] for entry in line["differences"]]
    for row, (line, (key, now, said)) in enumerate(found, 1):
        differs.write_number(row, 0, line["row"])
        for at, told in enumerate((line["number"], str(FIELDS[key].label), now, said), 1):
            differs.write_string(row, at, text(told), plain)
    book.close()
    file.seek(0)
    return file


def _said(phrase: dict[str, Any]) -> str:
    return Phrase(phrase["message"], phrase["params"]).text(_)


def definitions(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """What derived figures mean, for those of the columns that need it."""
    known = {
        "progress": _(
            "按先后取第一个成立的：已销号、上报完成（自验至公示）、超期未完成（时限已过）、未达到序时进度（核实进度低于计划进度）、"
            "达到序时进度、未启动。上报完成不计入已销号。"
        ),
        "colour": _("由节点和时限推算的预警，随日期变化。"),
        "planned": _("截至当日应完成节点的权重合计（%）。"),
        "actual": _("截至当日已核实节点的权重合计（%），不含自报。"),
        "state": _("任务在闭环中的位置；只有“已销号”算销号。"),
        "long_term": _("需要长期坚持的任务，与是否销号无关。"),
    }
    return [(_label(column), known[column.key]) for column in columns if column.key in known]


def _label(column: Column) -> str:
    return str(column.label)
