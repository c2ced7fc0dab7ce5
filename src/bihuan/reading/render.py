"""A reading as text for a terminal: what the document is, its entries as a table, and what a person should check."""

import unicodedata
from collections.abc import Callable, Iterator

from bihuan.reading.confidence import level
from bihuan.reading.result import Item, Reading, UnitRef

Translate = Callable[[str], str]


def _(text: str) -> str:
    """Marks a Chinese text for the catalogues; `translate` puts it into the reader's language."""
    return text


KIND_NAMES = {
    "plan": _("整改方案"),
    "ledger": _("台账"),
    "feedback": _("反馈意见"),
    "progress_report": _("进展报告"),
    "closure_notice": _("销号公示"),
    "petition_table": _("边督边改一览表"),
    "petition_stat": _("转办批次统计"),
    "assignment": _("交办督办"),
    "inspection_list": _("检查问题清单"),
    "typical_case": _("典型案例"),
    "warning_film": _("警示片"),
    "meeting": _("会议"),
    "visit_news": _("调研督办"),
    "campaign": _("专项行动"),
    "brief": _("简报"),
    "minutes": _("会议纪要"),
    "other": _("与督察整改无关"),
}
_ROLE_NAMES = {"lead": _("牵头"), "duty": "", "assist": _("配合"), "supervise": _("督导"), "accept": _("验收")}
_FIELD_NAMES = {
    "problem": _("问题"),
    "deadline": _("时限"),
    "units": _("单位"),
    "number": _("编号"),
    "goal": _("目标"),
    "measures": _("措施"),
    "status": _("状态"),
    "verdict": _("是否属实"),
    "closed": _("是否办结"),
}
_TIMES = {"immediate": _("立行立改"), "long-term": _("长期坚持")}
_NARROWEST = 60
_HEADS = (_("编号"), _("问题"), _("时限"), _("单位"), _("把握"))


def render(reading: Reading, width: int = 100, translate: Translate = str) -> str:
    """The reading for a terminal of `width` columns; a Chinese character takes two. What comes from the document stays as it
    is; all else is Chinese, or what `translate` makes of it."""
    wide = max(width, _NARROWEST)
    return "\n".join([*_head(reading, translate), *_table(reading, wide, translate), *_rest(reading, translate)])


def _head(reading: Reading, say: Translate) -> Iterator[str]:
    told = {"name": reading.source.name, "kind": say(KIND_NAMES[reading.kind]), "count": len(reading.items)}
    yield say(_("%(name)s：%(kind)s，共 %(count)s 条")) % told
    if reading.kind_rival:
        rival = say(_("种类不大拿得准，也可能是%(kind)s；认错了的用 --kind 写明。"))
        yield "  " + rival % {"kind": say(KIND_NAMES[reading.kind_rival])}
    title = reading.title.text if reading.title else reading.source.name
    if title != reading.source.name:
        yield "  " + say(_("标题：%(title)s")) % {"title": title}
    facts = [
        (_("文号：%(told)s"), say(_("、")).join(reading.doc_numbers)),
        (_("发文单位：%(told)s"), reading.issuer.text if reading.issuer else ""),
        (_("日期：%(told)s"), reading.issued or ""),
        (_("公示期：%(told)s"), say(_(" 至 ")).join(reading.publicity or ())),
    ]
    if shown := say(_("；")).join(say(name) % {"told": value} for name, value in facts if value):
        yield f"  {shown}"
    if meeting := reading.meeting:
        when = meeting.date or say(_("日期不详"))
        parts = [say(_("会议：%(name)s（%(date)s）")) % {"name": meeting.name.text, "date": when}]
        if meeting.chair:
            parts.append(say(_("主持：%(told)s")) % {"told": meeting.chair.text})
        if meeting.speakers:
            parts.append(say(_("讲话：%(told)s")) % {"told": say(_("、")).join(p.text for p in meeting.speakers)})
        yield "  " + say(_("，")).join(parts)


def _table(reading: Reading, width: int, say: Translate) -> Iterator[str]:
    if not reading.items:
        return
    rows = [tuple(map(say, _HEADS)), *(_row(item, say) for item in reading.items)]
    fixed = [max(columns(row[k]) for row in rows) for k in (0, 2, 4)]
    fixed = [min(size, limit) for size, limit in zip(fixed, (16, 22, 10), strict=True)]
    free = max(width - sum(fixed) - 8, 30)
    sizes = (fixed[0], free * 3 // 5, fixed[1], free - free * 3 // 5, fixed[2])
    yield ""
    for k, row in enumerate(rows):
        yield "  ".join(fitted(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip()
        if k == 0:
            yield "  ".join("─" * size for size in sizes)
        elif asked := list(_to_check(reading.items[k - 1], say)):
            yield " " * (sizes[0] + 2) + say(_("请核对：%(told)s")) % {"told": say(_("；")).join(asked)}


def _to_check(item: Item, say: Translate) -> Iterator[str]:
    """What was guessed, and the fields that are not sure."""
    yield from map(say, item.warnings)
    for name, share in item.sureness.items():
        if level(share) != "sure":
            told = {"field": say(_FIELD_NAMES[name]), "share": f"{share:.0%}"}
            if getattr(item, name):
                yield say(_("%(field)s（把握 %(share)s）")) % told
            else:
                yield say(_("%(field)s（没有读到，把握 %(share)s）")) % told


def _row(item: Item, say: Translate) -> tuple[str, ...]:
    units = say(_("、")).join(_unit(unit, say) for unit in item.units)
    due = item.deadline
    when = say(_TIMES[due.date]) if due and due.date in _TIMES else due.date or due.text if due else "—"
    if due and (due.date or "").startswith("P"):
        when = due.text
    number = item.number.text if item.number else ""
    return number, item.problem.text, when, units or "—", f"{item.confidence:.0%}"


def _unit(unit: UnitRef, say: Translate) -> str:
    role = _ROLE_NAMES[unit.role]
    return say(_("%(name)s（%(role)s）")) % {"name": unit.text, "role": say(role)} if role else unit.text


def _rest(reading: Reading, say: Translate) -> Iterator[str]:
    if reading.counts:
        told: dict[str, object] = {
            "counts": say(_("、")).join(f"{c.label} {c.value:g}{c.unit}" for c in reading.counts[:12])
        }
        yield ""
        if len(reading.counts) > 12:
            yield say(_("统计：%(counts)s 等 %(all)s 项")) % {**told, "all": len(reading.counts)}
        else:
            yield say(_("统计：%(counts)s")) % told
    if reading.directives:
        yield ""
        yield say(_("要求 %(count)s 条（不入台账）")) % {"count": len(reading.directives)}
    for doubt in reading.doubts:
        said = {"text": doubt.text, "guess": doubt.guess, "why": doubt.why and say(doubt.why)}
        if doubt.guess:
            yield say(_("存疑：“%(text)s”，可能是“%(guess)s”：%(why)s")) % said
        else:
            yield say(_("存疑：“%(text)s”：%(why)s")) % said


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fitted(text: str, size: int) -> str:
    """The text cut or filled to `size` columns."""
    text = " ".join(text.split())
    if columns(text) > size:
        kept = ""
        for character in text:
            if columns(kept + character) > size - 1:
                break
            kept += character
        text = kept + "…"
    return text + " " * (size - columns(text))
