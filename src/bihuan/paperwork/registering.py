"""Registering the good rows of an office's own ledger: a small file all at once, a large one piece by piece."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from bihuan.audit import services as audit
from bihuan.core.reasons import Reason, Refused, demand
from bihuan.ledger import duties, services, versions
from bihuan.ledger.models import Inspection, Problem, Site, Task
from bihuan.ledger.rights import not_office
from bihuan.org.models import Account, Unit
from bihuan.paperwork.dry_runs import DUTY_FIELDS, dry_run, match_tasks
from bihuan.paperwork.imports import CHOSEN, not_begun
from bihuan.paperwork.models import LedgerImport
from bihuan.paperwork.runs import DryRun, Verdict, report_of
from bihuan.platform import clock

TOGETHER = 3_000
"""Up to so many rows are registered all or none; more go piece by piece, in the worker."""


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
    match_tasks(run.of(Verdict.NEW), actor, {}, run.headers)
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
    handovers = [duties.Handover(unit, role) for name, role in DUTY_FIELDS.items() for unit in values.get(name, ())]
    duties.assign_each(actor=actor, given=[(handover, [task]) for handover in handovers], reason=reason)
    if leader := values.get("leader"):
        duties.set_leader(actor=actor, tasks=[task], leader=leader, reason=reason)
    return task


def _site(name: str, region: Unit | None, actor: Account) -> Site:
    if region is None:
        raise TypeError("a dry run let a site without a region pass")
    return services.add_site(actor=actor, name=name, region=region)
