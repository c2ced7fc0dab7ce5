"""Taking over an office's own ledger: first a dry run that names every bad cell, then all good rows at once.

A row of a task that is in the ledger already is compared, and never overwritten: what differs is a proposal for a person
to look at. A task that is missing from the file stays as it is; absence is never closure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from bihuan.audit import services as audit
from bihuan.core import typed
from bihuan.core.codes import DutyRole, ProblemLevel
from bihuan.core.reasons import Phrase, Reason, Refused, demand
from bihuan.ledger import duties, services, versions
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.models import Inspection, Problem, Site, Task
from bihuan.ledger.rights import as_office, inspection_unknown, inspections_of, not_office
from bihuan.org.access import viewer_for
from bihuan.org.models import Account, Unit
from bihuan.paperwork.fields import FIELDS, BadCellError, Limit, Names, guess
from bihuan.paperwork.grids import a1, header_row_of, label
from bihuan.paperwork.models import LedgerImport
from bihuan.paperwork.runs import BadCell, DryRun, Line, Verdict, report_of
from bihuan.platform import clock, files, jobs
from bihuan.platform.models import StoredFile
from bihuan.reading.grids import Book, Grid
from bihuan.reading.isolation import open_grids

DUTY_FIELDS = {role.value: role for role in DutyRole}
MOST_ROWS = 20_000
TOGETHER = 3_000
"""Up to so many rows are registered all or none; more go piece by piece, in the worker."""
MOST_LOOKED_AT = 200
"""Rows below the header by which a column of numbers is judged."""
TOLD_EVERY = 500
"""Rows between two words about the progress."""
CHOOSE_ANOTHER = gettext_noop("请在对应栏目那一步另选一次督察，或者留空。")
ORIGINAL, LONG = "wording", "goal"
"""What stays as the table has it, and what has several lines; everything else is typed in one."""
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def receive(*, actor: Account, unit: Unit, data: bytes, name: str) -> tuple[LedgerImport, LedgerImport | None]:
    """Keep a file and guess its sheet, header and columns. Also returns an earlier import of the same content, if any.

    Handed in twice by the same person and not yet begun, it is the one that is there, as far as that was mapped.
    Raises UnreadableError for a file that is no table. It is opened and written before any transaction begins: that takes
    seconds, and nobody else could write meanwhile.
    """
    demand(*not_office(actor))
    book = open_grids(data, name)
    return _enter(actor, unit, files.store([data], SPREADSHEET), name, book)


@transaction.atomic
def _enter(
    actor: Account, unit: Unit, stored: StoredFile, name: str, book: Book
) -> tuple[LedgerImport, LedgerImport | None]:
    earlier = LedgerImport.objects.filter(file=stored, imported_at__isnull=False).first()
    waiting = LedgerImport.objects.filter(file=stored, by=actor, imported_at=None, registered=0).first()
    if waiting and waiting.name == name[:200]:
        return waiting, earlier
    known = [label for importable in FIELDS.values() for label in importable.labels]
    best = max(range(len(book.grids)), key=lambda at: _likeness(book.grids[at], known), default=0)
    row = LedgerImport.objects.create(
        file=stored,
        name=name[:200],
        unit=unit,
        by=actor,
        at=clock.now(),
        sheet=best,
        header_row=header_row_of(book.grids[best], known),
    )
    _understand(row, book.grids[best])
    row.save()
    audit.record("paperwork.receive_ledger", row, actor=actor, body={"name": row.name, "sha256": stored.sha256})
    return row, earlier


@dataclass(frozen=True, slots=True)
class Columns:
    """How a file is to be understood, in the terms of `LedgerImport`."""

    sheet: int
    header_row: int
    mapping: Mapping[str, str]
    level: str = ""
    inspection: str = ""


CHOSEN = ("sheet", "header_row", "mapping", "level", "inspection")


@transaction.atomic
def choose_columns(*, row: LedgerImport, actor: Account, book: Book, columns: Columns) -> bool:
    """Keep how a file is to be understood; what is begun is left as it is. With another sheet or header row its columns are
    understood anew, and it returns True."""
    demand(*not_office(actor))
    held = LedgerImport.objects.select_for_update().get(pk=row.pk)
    demand(*not_begun(held))
    moved = (columns.sheet, columns.header_row) != (held.sheet, held.header_row)
    for name in CHOSEN:
        setattr(held, name, getattr(columns, name))
    if moved:
        _understand(held, book.grids[columns.sheet])
    held.save(update_fields=[*CHOSEN, "headers"])
    body = {name: getattr(held, name) for name in CHOSEN}
    audit.record("paperwork.choose_columns", held, actor=actor, body=body)
    row.refresh_from_db()
    return moved


def _understand(row: LedgerImport, grid: Grid) -> None:
    """Understand the columns as the last table with the same header of this unit was, else by their labels."""
    texts = headers_of(grid, row.header_row or 0)
    row.headers = "\n".join(texts)
    same = LedgerImport.objects.filter(unit=row.unit, headers=row.headers).exclude(mapping={}).exclude(pk=row.pk)
    before = same.order_by("-id").first()
    row.mapping = before.mapping if before else _guessed(row, texts, grid)
    row.level, row.inspection = (before.level, before.inspection) if before else ("", "")


def _guessed(row: LedgerImport, texts: Sequence[str], grid: Grid) -> dict[str, str]:
    """By the labels; but an office has numbers of its own, and a column is of ours only where a task of the ledger has one."""
    found = guess(texts)
    at = next((at for at, key in found.items() if key == "number"), None)
    if at is None:
        return found
    column, start = int(at), (row.header_row or 0) + 1
    numbers = {str(cells[column]) for cells in grid.rows[start : start + MOST_LOOKED_AT] if column < len(cells)}
    if not visible_tasks(viewer_for(row.by)).filter(number__in=numbers - {""}).exists():
        del found[at]
        if "source_number" not in found.values():
            found[at] = "source_number"
    return found


def open_import(row: LedgerImport) -> Book:
    with files.open_stored(row.file) as file:
        return open_grids(file.read(), row.name)


def headers_of(grid: Grid, at: int) -> list[str]:
    """The texts of the header row, one for each column in which anything stands from there on."""
    width = max(map(len, grid.rows[at:]), default=0)
    texts = [" ".join(str(cell).split()) for cell in grid.rows[at]] if at < len(grid.rows) else []
    return texts + [""] * (width - len(texts))


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
    _match(lines, actor, places, headers)
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


def _match(lines: Sequence[Line], actor: Account, places: Mapping[str, int], headers: Sequence[str]) -> None:
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


def key_of(row: LedgerImport) -> str:
    """The job that registers this file's rows (`paperwork.jobs`)."""
    return f"paperwork.import.{row.pk}"


def not_begun(row: LedgerImport) -> list[Reason]:
    """Why its columns can no longer be changed nor its rows be registered all at once: that has happened or goes on."""
    if row.imported_at is not None:
        message = gettext_noop("这个文件已经在%(day)s导入过。")
        return [Reason("imported_before", message, {"day": timezone.localdate(row.imported_at)})]
    if row.registered or jobs.find(key_of(row), live=True):
        return [Reason("import_begun", gettext_noop("这个文件正在登记，请在试导结果页上看进度，或者接着登记。"))]
    return []


def carry_out(*, row: LedgerImport, actor: Account) -> DryRun:
    """Register every good new row, all or none. Bad rows and proposals stay in the file's report, where they can be
    downloaded. The file is read before the transaction begins; what others registered meanwhile is found in it."""
    demand(*not_office(actor))
    row = LedgerImport.objects.select_related("file").get(pk=row.pk)
    demand(*not_begun(row))
    run = dry_run(row, actor)
    if run.counts[Verdict.NEW] > TOGETHER:
        message = gettext_noop(
            "要登记%(count)s行，多于一次登记的%(most)s行，请在“导入台账”页面上登记，由后台分批办理。"
        )
        raise Refused([Reason("rows_for_worker", message, {"count": run.counts[Verdict.NEW], "most": TOGETHER})])
    return _register_all(row, actor, run)


@transaction.atomic
def _register_all(row: LedgerImport, actor: Account, run: DryRun) -> DryRun:
    held = LedgerImport.objects.select_for_update(of=("self",)).select_related("file").get(pk=row.pk)
    demand(*not_begun(held))
    if any(getattr(held, name) != getattr(row, name) for name in CHOSEN):
        raise Refused([versions.CHANGED_MEANWHILE])
    _match(run.of(Verdict.NEW), actor, {}, run.headers)
    problems: dict[ProblemKey, Problem] = {}
    for line in run.of(Verdict.NEW):
        _register(line.values, actor, problems)
    _begun(held, run)
    _ended(held, actor, run.sheet)
    return run


class Pieces:
    """Registering a large file piece by piece, each with all it writes in one transaction. Begun anew after a stop or a
    crash, it goes on behind the last row that was registered."""

    SIZE = 100

    def __init__(self, row: LedgerImport, actor: Account) -> None:
        demand(*not_office(actor))
        self.row, self.actor, self.run = row, actor, dry_run(row, actor)
        if not row.registered:
            _begun(row, self.run)
        self.left = [line for line in self.run.of(Verdict.NEW) if line.number > row.registered]
        before = [line for line in self.run.lines if line.number <= row.registered and not line.bad]
        self.problems = {_problem_key(line.values): line.task.problem for line in before if line.task}
        self.total: int = max(row.outcome["new"], len(self.left))

    @property
    def done(self) -> int:
        return self.total - len(self.left)

    @transaction.atomic
    def register_next(self) -> None:
        """The next piece; after the last, the whole file counts as imported."""
        held = LedgerImport.objects.select_for_update().get(pk=self.row.pk)
        if (held.registered, held.imported_at) != (self.row.registered, None):
            raise Refused([Reason("import_elsewhere", gettext_noop("这个文件同时在别处登记，请刷新后再看。"))])
        piece, rest = self.left[: self.SIZE], self.left[self.SIZE :]
        problems = dict(self.problems)
        for line in piece:
            _register(line.values, self.actor, problems)
        held.outcome, held.report = self.row.outcome, self.row.report
        held.registered = piece[-1].number if piece else held.registered
        if rest:
            held.save(update_fields=["registered", "outcome", "report"])
        else:
            _ended(held, self.actor, self.run.sheet)
        self.row, self.left, self.problems = held, rest, problems


def _begun(row: LedgerImport, run: DryRun) -> None:
    """What is registered is what this run found, which may not be what the last one was shown to find."""
    row.outcome, row.report = dict(run.counts), report_of(run)


def _ended(row: LedgerImport, actor: Account, sheet: str) -> None:
    row.imported_at = clock.now()
    row.save(update_fields=["registered", "imported_at", "outcome", "report"])
    body = {"name": row.name, "sha256": row.file.sha256, "sheet": sheet, **row.outcome}
    audit.record("paperwork.import_ledger", row, actor=actor, body=body)


ProblemKey = tuple[str, str, int | None]


def _problem_key(values: Mapping[str, Any]) -> ProblemKey:
    inspection: Inspection | None = values.get("inspection")
    return values["wording"], values.get("source_number", ""), inspection.pk if inspection else None


def _register(values: Mapping[str, Any], actor: Account, problems: dict[ProblemKey, Problem]) -> Task:
    """One row: its problem, unless an earlier row of the file had the same, its task, and the duties."""
    key, region = _problem_key(values), values.get("region")
    if key not in problems:
        problems[key] = services.record_problem(
            actor=actor,
            title=values["problem_title"][:120],
            wording=values["wording"],
            level=values["level"],
            inspection=values.get("inspection"),
            source_number=values.get("source_number", ""),
            region=region,
            categories=values.get("category", ()),
        )
    task = services.record_task(
        actor=actor,
        problem=problems[key],
        title=values.get("title", ""),
        goal=values.get("goal", ""),
        deadline=values.get("deadline"),
        deadline_text=values.get("deadline_text", ""),
        term=values.get("term", ""),
        long_term=values.get("long_term", False),
        must_close_year=values.get("must_close"),
        sites=[_site(name, region, actor) for name in values.get("sites", ())],
    )
    reason = "导入原有台账"
    for name, role in DUTY_FIELDS.items():
        for unit in values.get(name, ()):
            duties.assign(actor=actor, tasks=[task], handover=duties.Handover(unit, role), reason=reason)
    if leader := values.get("leader"):
        duties.set_leader(actor=actor, tasks=[task], leader=leader, reason=reason)
    return task


def _site(name: str, region: Unit | None, actor: Account) -> Site:
    if region is None:
        raise TypeError("a dry run let a site without a region pass")
    return services.add_site(actor=actor, name=name, region=region)


def _likeness(grid: Grid, known: Sequence[str]) -> tuple[int, int]:
    at = header_row_of(grid, known)
    texts = [label(str(cell)) for cell in grid.rows[at] if cell != ""] if grid.rows else []
    return sum(text in known for text in texts), len(grid.rows)
