"""A reading as text for a terminal: what the document is, its entries as a table, and what a person should check."""

import unicodedata
from collections.abc import Iterator

from bihuan.reading.confidence import level
from bihuan.reading.result import Item, Reading

KIND_NAMES = {
    "plan": "整改方案",
    "ledger": "台账",
    "feedback": "反馈意见",
    "progress_report": "进展报告",
    "closure_notice": "销号公示",
    "petition_table": "边督边改一览表",
    "petition_stat": "转办批次统计",
    "assignment": "交办督办",
    "inspection_list": "检查问题清单",
    "typical_case": "典型案例",
    "warning_film": "警示片",
    "meeting": "会议",
    "visit_news": "调研督办",
    "campaign": "专项行动",
    "brief": "简报",
    "minutes": "会议纪要",
    "other": "与督察整改无关",
}
_ROLE_NAMES = {"lead": "牵头", "duty": "", "assist": "配合", "supervise": "督导", "accept": "验收"}
_FIELD_NAMES = {
    "problem": "问题",
    "deadline": "时限",
    "units": "单位",
    "number": "编号",
    "goal": "目标",
    "measures": "措施",
    "status": "状态",
    "verdict": "是否属实",
    "closed": "是否办结",
}
_TIMES = {"immediate": "立行立改", "long-term": "长期坚持"}
_NARROWEST = 60
_HEADS = ("编号", "问题", "时限", "单位", "把握")


def render(reading: Reading, width: int = 100) -> str:
    """The reading for a terminal of `width` columns; a Chinese character takes two."""
    return "\n".join([*_head(reading), *_table(reading, max(width, _NARROWEST)), *_rest(reading)])


def _head(reading: Reading) -> Iterator[str]:
    title = reading.title.text if reading.title else reading.source.name
    yield f"{reading.source.name}：{KIND_NAMES[reading.kind]}，共 {len(reading.items)} 条"
    if title != reading.source.name:
        yield f"  标题：{title}"
    facts = [("文号", "、".join(reading.doc_numbers)), ("发文单位", reading.issuer.text if reading.issuer else "")]
    facts += [("日期", reading.issued or ""), ("公示期", " 至 ".join(reading.publicity or ()))]
    if shown := "；".join(f"{name}：{value}" for name, value in facts if value):
        yield f"  {shown}"
    if meeting := reading.meeting:
        chair = f"，主持：{meeting.chair.text}" if meeting.chair else ""
        speakers = f"，讲话：{'、'.join(p.text for p in meeting.speakers)}" if meeting.speakers else ""
        yield f"  会议：{meeting.name.text}（{meeting.date or '日期不详'}）{chair}{speakers}"


def _table(reading: Reading, width: int) -> Iterator[str]:
    if not reading.items:
        return
    rows = [_HEADS, *(_row(item) for item in reading.items)]
    fixed = [max(columns(row[k]) for row in rows) for k in (0, 2, 4)]
    fixed = [min(size, limit) for size, limit in zip(fixed, (16, 22, 4), strict=True)]
    free = max(width - sum(fixed) - 8, 30)
    sizes = (fixed[0], free * 3 // 5, fixed[1], free - free * 3 // 5, fixed[2])
    yield ""
    for k, row in enumerate(rows):
        yield "  ".join(fitted(cell, size) for cell, size in zip(row, sizes, strict=True)).rstrip()
        if k == 0:
            yield "  ".join("─" * size for size in sizes)
        elif asked := list(_to_check(reading.items[k - 1])):
            yield " " * (sizes[0] + 2) + "请核对：" + "；".join(asked)


def _to_check(item: Item) -> Iterator[str]:
    """What was guessed, and the fields that are not sure."""
    yield from item.warnings
    for name, share in item.sureness.items():
        if level(share) != "sure":
            missing = "" if getattr(item, name) else "没有读到，"
            yield f"{_FIELD_NAMES[name]}（{missing}把握 {share:.0%}）"


def _row(item: Item) -> tuple[str, ...]:
    units = "、".join(u.text + (f"（{_ROLE_NAMES[u.role]}）" if _ROLE_NAMES[u.role] else "") for u in item.units)
    due = item.deadline
    when = _TIMES.get(due.date or "", due.date or due.text) if due else "—"
    if due and (due.date or "").startswith("P"):
        when = due.text
    number = item.number.text if item.number else ""
    return number, item.problem.text, when, units or "—", f"{item.confidence:.0%}"


def _rest(reading: Reading) -> Iterator[str]:
    if reading.counts:
        shown = "、".join(f"{c.label} {c.value:g}{c.unit}" for c in reading.counts[:12])
        yield f"\n统计：{shown}" + (f" 等 {len(reading.counts)} 项" if len(reading.counts) > 12 else "")
    if reading.directives:
        yield f"\n要求 {len(reading.directives)} 条（不入台账）"
    for doubt in reading.doubts:
        guess = f"，可能是“{doubt.guess}”" if doubt.guess else ""
        yield f"存疑：“{doubt.text}”{guess}：{doubt.why}"


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
