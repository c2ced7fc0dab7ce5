"""The dry run of an office's own ledger: every row read as the columns say, every bad cell named, nothing written.

A row of a task that is in the ledger already is compared, and never overwritten: what differs is a proposal for a person
to look at. A task that is missing from the file stays as it is; absence is never closure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from bihuan.core import typed
from bihuan.core.codes import DutyRole, ProblemLevel
from bihuan.core.reasons import Phrase, Reason, Refused
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.models import Task
from bihuan.ledger.rights import as_office, inspection_unknown, inspections_of
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Unit
from bihuan.paperwork.cells import BadCellError, Names
from bihuan.paperwork.fields import FIELDS
from bihuan.paperwork.grids import a1
from bihuan.paperwork.imports import headers_of, open_import
from bihuan.paperwork.limits import Limit
from bihuan.paperwork.models import LedgerImport
from bihuan.paperwork.runs import BadCell, DryRun, Line

DUTY_FIELDS = {role.value: role for role in DutyRole}
MOST_ROWS = 20_000
TOLD_EVERY = 500
"""Rows between two words about the progress."""
CHOOSE_ANOTHER = gettext_noop("请在对应栏目那一步另选一次督察，或者留空。")
ORIGINAL, LONG = "wording", "goal"
"""What stays as the table has it, and what has several lines; everything else is typed in one."""


def dry_run(row: LedgerImport, actor: Account, tell: Callable[[int, int], None] = lambda done, total: None) -> DryRun:
    """Read every row below the header as the mapping says, and compare it with the ledger. Writes nothing; `tell` hears
    rows done and all."""
    grid = open_import(row).grids[row.sheet or 0]
    start = (row.header_row or 0) + 1
    headers = headers_of(grid, start - 1)
    filled = [(at, cells) for at, cells in enumerate(grid.rows[start:], start) if any(c != "" for c in cells)]
    if len(filled) > MOST_ROWS:
        message = gettext_noop("有%(count)s行，一次最多导入%(most)s行，请拆成几个文件。")
        raise Refused([Reason("too_many_rows", message, {"count": len(filled), "most": MOST_ROWS})])
    names, columns = (
        Names(viewer_for(actor)),
        {int(at): FIELDS[key] for at, key in row.mapping.items() if key in FIELDS},
    )
    lines = [Line(at + 1, cells) for at, cells in filled]
    for done, line in enumerate(lines):
        if done % TOLD_EVERY == 0:
            tell(done, len(lines))
        for at, importable in columns.items():
            _read_cell(line, at, headers, importable.key, names)
        _complete(line, row, columns, headers, names)
    places = {importable.key: at for at, importable in columns.items()}
    match_tasks(lines, actor, places, headers)
    _check(lines, actor, places, headers)
    return DryRun(grid.name, headers, lines, len(grid.rows) - start - len(filled))


def _read_cell(line: Line, at: int, headers: Sequence[str], key: str, names: Names) -> None:
    cell = line.cells[at] if at < len(line.cells) else ""
    if isinstance(cell, str) and key != ORIGINAL:
        cell = (typed.prose if key == LONG else typed.line)(cell).strip()
    if cell == "":
        return
    try:
        line.values[key] = FIELDS[key].read(cell, names)
    except BadCellError as bad:
        header = headers[at] if at < len(headers) else ""
        line.bad.append(BadCell(a1(line.number - 1, at), header, str(cell)[:200], bad.why, bad.remedy))


def _complete(line: Line, row: LedgerImport, columns: Mapping[int, Any], headers: Sequence[str], names: Names) -> None:
    """What one cell says for another: a deadline in words, a title from the wording, the level of the whole file."""
    values = line.values
    limit: Limit | None = values.pop("deadline", None)
    if limit:
        told = {"deadline": limit.day, "deadline_text": limit.wording, "term": limit.term, "long_term": limit.long_term}
        values |= {key: value for key, value in told.items() if value and key not in values}
    line.said = frozenset(values)
    wording = values.get("wording") or values.get("problem_title") or values.get("title")
    if not wording:
        if not any(bad for bad in line.bad if bad.column):
            why = Phrase(gettext_noop("这一行没有问题原文，也没有标题。"))
            remedy = Phrase(gettext_noop("请补上；合计行、备注行可以删去。"))
            line.bad.append(_of_row(line, why, remedy))
        return
    values["wording"] = wording
    values["problem_title"] = values.get("problem_title") or values.get("title") or _first_words(wording)
    if "inspection" not in values and row.inspection:
        of_file = names.inspections.get(row.inspection, [])
        if not of_file:
            line.bad.append(_of_row(line, inspection_unknown(row.inspection), Phrase(CHOOSE_ANOTHER)))
        values["inspection"] = next(iter(of_file), None)
    values.setdefault("level", ProblemLevel(row.level) if row.level else None)


def _first_words(wording: str) -> str:
    for sign in "。；\n":
        wording = wording.partition(sign)[0] or wording
    return wording[:60]


def _of_row(line: Line, why: Phrase, remedy: Phrase) -> BadCell:
    return BadCell(a1(line.number - 1, 0), "", "", why, remedy)


def _of_cell(line: Line, at: int, headers: Sequence[str], why: Phrase, remedy: Phrase) -> BadCell:
    return BadCell(a1(line.number - 1, at), headers[at], str(line.cells[at])[:200], why, remedy)


def match_tasks(lines: Sequence[Line], actor: Account, places: Mapping[str, int], headers: Sequence[str]) -> None:
    """Find the task that a row speaks of: by its number, else by the same wording and title. Two queries for a file."""
    seen = visible_tasks(viewer_for(actor)).select_related("problem__inspection", "problem__region", "leader")
    seen = seen.prefetch_related("duties__unit", "sites", "problem__categories")
    numbers = {line.values["number"] for line in lines if line.values.get("number")}
    wordings = {line.values["wording"] for line in lines if line.values.get("wording")}
    by_number = {task.number: task for task in seen.filter(number__in=numbers)}
    by_words: dict[tuple[str, str], Task] = {}
    for task in seen.filter(problem__wording__in=wordings).order_by("-pk"):
        by_words[task.problem.wording, task.title] = task
        by_words.setdefault((task.problem.wording, ""), task)
    for line in lines:
        values = line.values
        if (number := values.get("number")) and number not in by_number:
            _keep_foreign_number(line, number, places["number"], headers)
        key = (values.get("wording", ""), values.get("title") or values.get("problem_title", ""))
        line.task = by_number.get(values.get("number", "")) or by_words.get(key)
        if line.task:
            line.differences = list(_differences(line.task, {key: values[key] for key in FIELDS if key in line.said}))


def _keep_foreign_number(line: Line, number: str, at: int, headers: Sequence[str]) -> None:
    """A number that is none of the ledger's is the office's own; it is kept as the source's, or named as bad."""
    if "source_number" not in line.values:
        line.values["source_number"] = line.values.pop("number")
        line.said = (line.said - {"number"}) | {"source_number"}
        return
    why = Phrase(gettext_noop("台账里没有编号为“%(number)s”的任务。"), {"number": number})
    remedy = Phrase(gettext_noop("请改正；是本单位自己的编号的，把这一列对应到“原文序号”，或者不导入这一列。"))
    line.bad.append(_of_cell(line, at, headers, why, remedy))


def _differences(task: Task, values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What the file says otherwise than the ledger: field, what stands there, what the file says."""
    held: dict[DutyRole, set[Unit]] = {role: set() for role in DutyRole}
    for duty in task.duties.all():
        if duty.until is None:
            held[DutyRole(duty.role)].add(duty.unit)
    problem = task.problem
    now: dict[str, Any] = {
        "title": task.title.strip(),
        "goal": task.goal.strip(),
        "deadline": task.deadline,
        "deadline_text": task.deadline_text.strip(),
        "term": task.term or None,
        "long_term": task.long_term,
        "must_close": task.must_close_year,
        "source_number": problem.source_number.strip(),
        "wording": problem.wording.replace("\r\n", "\n").strip(),
        "level": problem.level,
        "region": problem.region,
        "inspection": problem.inspection,
        "leader": task.leader,
        "category": {mark.code for mark in problem.categories.all()},
        "sites": {site.name for site in task.sites.all()},
        **{key: held[role] for key, role in DUTY_FIELDS.items()},
    }
    for key, value in values.items():
        if key not in now or value is None:
            continue
        said = set(value) if isinstance(now[key], set) else value
        if said != now[key]:
            yield key, _told(now[key]), _told(said)


def _told(value: Any) -> str:
    if isinstance(value, (set, frozenset, tuple)):
        return "、".join(sorted(_told(part) for part in value))
    if isinstance(value, Unit):
        return value.name
    return "" if value is None else str(getattr(value, "label", value))


def _check(lines: Sequence[Line], actor: Account, places: Mapping[str, int], headers: Sequence[str]) -> None:
    """What no single cell shows: a new row needs a level, the two sides of a task apart, a region of one's own."""
    office, entered = as_office(actor), set(inspections_of(actor).values_list("pk", flat=True))
    for line in lines:
        if line.bad or line.task is not None:
            continue
        values = line.values
        if (inspection := values.get("inspection")) and inspection.pk not in entered:
            why = gettext_noop("这次督察的问题不由您登记：%(inspection)s。")
            told = Phrase(why, {"inspection": inspection.name})
            line.bad.append(_of_row(line, told, Phrase(gettext_noop("请由上级整改办导入，或者不导入“督察”这一列。"))))
        if values.get("level") is None:
            why, remedy = (
                gettext_noop("没有来源级别。"),
                gettext_noop("请加一列“来源级别”，或者在对应栏目那一步给整个文件选一个。"),
            )
            line.bad.append(_of_row(line, Phrase(why), Phrase(remedy)))
        doing = {unit for key in ("lead", "duty", "assist") for unit in values.get(key, ())}
        for unit in doing & set(values.get("accept", ())):
            why = gettext_noop("%(unit)s既承担整改又负责验收。")
            line.bad.append(_of_row(line, Phrase(why, {"unit": unit.name}), Phrase(gettext_noop("请换一个验收单位。"))))
        region = values.get("region")
        if region is None and values.get("sites"):
            why, remedy = gettext_noop("点位要有属地。"), gettext_noop("请填属地，或者不导入“点位”这一列。")
            line.bad.append(_of_cell(line, places["sites"], headers, Phrase(why), Phrase(remedy)))
        if not office.sees_all and (region is None or region.pk not in office.unit_ids):
            why, remedy = gettext_noop("属地不在您的管理范围内。"), gettext_noop("请填属地，或者由上级整改办导入。")
            line.bad.append(_of_row(line, Phrase(why), Phrase(remedy)))
