"""Items of tables: a row an item, or several rows where one merged problem has its measures below each other."""

from dataclasses import replace

from bihuan.reading import measures, numbers, statuses
from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import draft
from bihuan.reading.items.answerable import answering
from bihuan.reading.items.draft import Draft, Fields
from bihuan.reading.items.stated.fields import drafts
from bihuan.reading.result import Measure, UnitRef
from bihuan.reading.structure.headings import NUMBERING
from bihuan.reading.tables import Grid, Row

_OF_A_MEASURE = frozenset(
    (
        "measures",
        "deadline",
        "lead",
        "duty",
        "assist",
        "supervise",
        "accept",
        "lead_assist",
        "person",
        "result",
        "status",
        "remark",
    )
)
_OPENS = frozenset(("number", "problem", "goal", "verification", "place"))
_ANSWER = frozenset(("lead", "duty"))
_ANSWERED = frozenset(
    ("lead", "duty", "lead_assist", "assist", "handling", "result", "measures_and_result", "measures")
)
_DITTO = frozenset(("同上", "〃", "″", '"', "同前", "同上一行"))
_NONE_FOUND = expression(r"(?:(?:暂|均)?无|(?:现场)?未(?:发现|见)(?:明显)?)(?:环境)?(?:问题|隐患|异常)?。?|正常")
_SAYS_WHAT = ("problem", "verification", "goal", "measures")
_SAYS_MORE = (_OF_A_MEASURE - {"remark"}) | {
    "goal",
    "measures_and_result",
    "verification",
    "handling",
    "verdict",
    "closed",
    "place",
    "category",
    "source",
}


def read(document: Document) -> list[Draft]:
    """One draft for each row of every table that has a column for what is wrong or what is to be done."""
    found: list[Draft] = []
    for grid in document.lists:
        concerns = {c for row in grid.rows for c in row.fields} | {c for c in grid.concerns if c}
        if not concerns & set(_SAYS_WHAT) or not concerns & _SAYS_MORE:
            continue
        entries = _entries(_without_ditto(document, _under_problems(document, grid.rows)))
        by_measure = any(len(rows) > 1 for rows in entries)
        for rows in entries:
            row = rows[0]
            if _nothing_found(document, row):
                continue
            for item in drafts(document, _joined(rows), row.found):
                item.row = row.part.start
                if by_measure:
                    item.measures = tuple(m for one in rows for m in _with_limit(document, one))
                if row.truncated:
                    item.guesses.append(draft.TRUNCATED)
                    item.units = [] if not _ANSWERED & row.fields.keys() else item.units  # cut before it says who
                if row.section:
                    _inherit(document, item, row.section.start, row.section.end)
                if not any(unit.role in _ANSWER for unit in item.units):
                    item.units += _answering(document, grid, row)
                found.append(item)
    return found


def _nothing_found(document: Document, row: Row) -> bool:
    """Whether a row says that nothing is wrong: 岑安热电 | 无 | 无."""
    told = row.fields.get("problem", [])
    return len(told) == 1 and bool(_NONE_FOUND.fullmatch(document.body.seen(told[0]).strip()))


def _under_problems(document: Document, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows of a table without a column of problems whose section lines tell them: 问题一:湖区围桩未拔除."""
    if any(row.fields.get("problem") for row in rows):
        return rows
    return tuple(replace(row, fields=_told_above(document, row.section) | row.fields) for row in rows)


def _told_above(document: Document, section: Part | None) -> Fields:
    number = NUMBERING.match(document.body.folded, section.start, section.end) if section else None
    if not section or not number or not number["entry"]:
        return {}
    problem = document.body.trimmed(number.end(), section.end)
    named = document.body.trimmed(section.start, number.end(), " 、.,:【】[]()")
    return {"problem": [problem], "number": [named]} if problem.end > problem.start else {}


def _without_ditto(document: Document, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """同上 stands for what the row above has there."""
    found: list[Row] = []
    for row in rows:
        above = found[-1].fields if found else {}
        fields = {
            concern: above.get(concern, parts) if _is_ditto(document, parts) else parts
            for concern, parts in row.fields.items()
        }
        found.append(replace(row, fields=fields))
    return tuple(found)


def _is_ditto(document: Document, parts: list[Part]) -> bool:
    return len(parts) == 1 and document.body.seen(parts[0]).strip() in _DITTO


def _answering(document: Document, grid: Grid, row: Row) -> list[UnitRef]:
    """Who answers for a row without units: its section, the line above the table, the brackets of its measures. A table
    about complaints is left to what was done about them."""
    if any(row.fields.get(concern) for concern in ("verdict", "closed", "verification")):
        return []
    above = next((line for line in reversed(document.body.lines) if line.end <= grid.part.start), None)
    return (
        (answering.of_heading(document, row.section) if row.section else [])
        or answering.in_brackets(document, [p for c in ("measures", "goal", "problem") for p in row.fields.get(c, [])])
        or (answering.of_heading(document, above) if above else [])
    )


def _entries(rows: tuple[Row, ...]) -> list[list[Row]]:
    """Rows that stand beside one merged problem, and share all but their measures with who and when, are one entry."""
    found: list[list[Row]] = []
    for row in rows:
        if found and (_goes_on(found[-1][0], row) or _is_left_blank(found[-1][0], row)):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def _goes_on(first: Row, row: Row) -> bool:
    shared = {c: parts for c, parts in first.fields.items() if c not in _OF_A_MEASURE}
    return bool(
        row.fields.get("problem")
        and row.fields.get("measures")
        and shared == {c: parts for c, parts in row.fields.items() if c not in _OF_A_MEASURE}
    )


def _is_left_blank(first: Row, row: Row) -> bool:
    """Whether a row tells a further measure alone: whoever filled it in left blank what stands above."""
    return bool(first.fields.get("problem") and row.fields.get("measures")) and not _OPENS & row.fields.keys()


def _joined(rows: list[Row]) -> Fields:
    joined: Fields = {}
    for row in rows:
        for concern, parts in row.fields.items():
            joined.setdefault(concern, []).extend(p for p in parts if p not in joined.get(concern, []))
    return joined


def _with_limit(document: Document, row: Row) -> list[Measure]:
    """The measures of a row; an only one has the limit of its row."""
    found = [m for p in row.fields.get("measures", []) for m in measures.read(document.days, p.start, p.end)]
    limit = next(iter(row.fields.get("deadline", [])), None)
    due = deadlines.labelled(document.days, limit.start, limit.end) if limit and len(found) == 1 else None
    return [replace(found[0], deadline=deadlines.quoted(document.days, due))] if due else found


def _inherit(document: Document, item: Draft, start: int, end: int) -> None:
    """What a section line says of all rows below it."""
    if item.number is None:
        item.number = next(iter(numbers.named(document.body, start, end)), None)
    if item.status is None:
        item.status = next(iter(statuses.find(document.body, start, end)), None)
