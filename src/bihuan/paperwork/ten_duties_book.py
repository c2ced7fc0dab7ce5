"""The ten duties as a workbook: the matrix, or the records behind one figure, and a sheet that says what they are."""

import tempfile
from collections.abc import Sequence
from datetime import date
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.audit import services as audit
from bihuan.core.codes import State
from bihuan.core.reasons import Severity, demand
from bihuan.core.tenduties import SOURCE, TEN_DUTIES, TenDuty, Verdict
from bihuan.org.access import viewer_for
from bihuan.org.models import Account
from bihuan.paperwork.exports import sees_no_case, text
from bihuan.supervision.queries import Asked, Line, Matrix, Record, Records, as_of, scope

Row = Sequence[str | int | float | date | None]


def export_matrix(*, actor: Account, asked: Asked) -> IO[bytes]:
    """Three columns a duty: records that violate it, records it applies to, and the share that keeps it; empty where it
    applies to nothing. The file is open at its start."""
    matrix = Matrix(_reader(actor), asked)
    head = [_("牵头单位")]
    for duty in TEN_DUTIES.values():
        name = f"{duty.number} {_(duty.word)}"
        head += [f"{name} {_('不符合')}", f"{name} {_('适用')}", f"{name} {_('符合率（%）')}"]
    rows = [_matrix_row(line) for line in [*matrix.lines, matrix.total]]
    return _book(actor, asked, _("十个“每”"), head, rows, widths=[26] + [9] * 30)


def export_records(*, actor: Account, asked: Asked, duty: TenDuty) -> IO[bytes]:
    """A row for each record, all pages; the tasks of a unit are named in its reasons."""
    records = Records(_reader(actor), asked, duty)
    head = [_("编号"), _("任务"), _("牵头单位"), _("状态"), _("整改时限"), _("程度"), _("为什么不符合，怎么办")]
    rows = [_record_row(record) for record in records]
    title = f"{duty.number} {_(duty.phrase)}"
    return _book(actor, asked, title, head, rows, widths=[20, 40, 24, 12, 12, 9, 70], number=duty.number)


def _reader(actor: Account) -> Any:
    demand(*sees_no_case(actor))
    return viewer_for(actor)


def _matrix_row(line: Line) -> Row:
    row: list[str | int | float | None] = [line.name]
    for cell in line.cells:
        applies = cell.verdict is not Verdict.NOT_APPLICABLE
        percent = cell.rate.percent
        row += [cell.violated, cell.checked, float(percent or 0)] if applies else [_("不适用"), None, None]
    return row


def _record_row(record: Record) -> Row:
    state = _(State(record.task.state).label) if record.task else _("问题") if record.problem else _("单位")
    severe = any(reason.severity is Severity.ERROR for reason in record.reasons)
    told = [reason.text(_) for reason in record.reasons]
    told += [f"{one.number} {one.title}：{'；'.join(r.text(_) for r in one.reasons)}" for one in record.tasks]
    if record.more > 0:
        told.append(_("还有%(count)s项") % {"count": record.more})
    deadline = record.task.deadline if record.task else None
    word = _("错误") if severe else _("提醒")
    return [record.number, record.title, record.lead, state, deadline, word, "\n".join(told)]


def _book(
    actor: Account,
    asked: Asked,
    title: str,
    head: Sequence[str],
    rows: Sequence[Row],
    *,
    widths: Sequence[int],
    number: int = 0,
) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115  # handed open to the response, which closes it
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    book = xlsxwriter.Workbook(file, options)
    bold = book.add_format({"bold": True, "bg_color": "#EDF1EE", "border": 1, "text_wrap": True, "valign": "top"})
    # quote_prefix: a text that begins with = + - @ stays a text, also when it is edited in a spreadsheet program.
    plain = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    sheet = book.add_worksheet(_("十个“每”"))
    sheet.freeze_panes(1, 1)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    for at, name in enumerate(head):
        sheet.write_string(0, at, text(name), bold)
    for place, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            _write(sheet, place, at, value, plain)
    _notes(book, [bold, plain], [(_("内容"), title), *_scope(actor, asked)])
    book.close()
    body = {"filter": asked.params(), "rows": len(rows), "duty": number}
    audit.record("paperwork.export_ten_duties", actor, actor=actor, body=body)
    file.seek(0)
    return file


def _write(sheet: Any, row: int, at: int, value: object, plain: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, at, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, at, value)
    elif value:
        sheet.write_string(row, at, text(str(value)), plain)


def _scope(actor: Account, asked: Asked) -> list[tuple[str, str]]:
    whole = as_of()
    told = timezone.localtime(whole).strftime("%Y-%m-%d %H:%M") if whole else _("还没有对照过。")
    duties = [
        (str(duty.number), f"{_(duty.phrase)}\n{chr(10).join(map(_, duty.asks))}") for duty in TEN_DUTIES.values()
    ]
    return [
        (_("筛选条件"), scope(viewer_for(actor), asked)),
        (_("对照截至"), told),
        (_("导出人"), str(actor)),
        (_("范围"), _("只含导出人有权查看的任务。")),
        (_("来源"), _(SOURCE)),
        *duties,
    ]


def _notes(book: Any, formats: Sequence[Any], notes: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet(_("说明"))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    for row, (name, told) in enumerate(notes):
        sheet.write_string(row, 0, name, formats[0])
        sheet.write_string(row, 1, text(told), formats[1])
