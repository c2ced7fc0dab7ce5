"""What rows look like from outside: people by name, units by id and name, codes as codes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bihuan.api.types import Maybe, Out, Owned, Row
from bihuan.core.codes import (
    CauseType,
    ClosureReason,
    Colour,
    Criterion,
    DutyRole,
    EvidenceKind,
    FundSource,
    FundStatus,
    MeasureTag,
    ProblemCategory,
    ProblemLevel,
    ProgressStatus,
    State,
    TermClass,
)


class UnitOut(Row):
    """A unit (单位)."""

    id: int
    name: str
    short_name: str


class PersonOut(Row):
    """A person (人员)."""

    id: int
    name: str


class InspectionRef(Row):
    number: str
    name: str


class ProblemOut(Row):
    """A problem as it was found (问题); its wording (原文) never changes."""

    number: str
    title: str
    wording: str
    level: ProblemLevel
    source_number: str
    found_on: date | None
    key: bool
    rebounds: int
    inspection: InspectionRef | None
    region: UnitOut | None


class CategorisedProblemOut(Out, ProblemOut):
    categories: list[ProblemCategory]

    @staticmethod
    def resolve_categories(obj: Any) -> list[str]:
        return [mark.code for mark in obj.categories.all()]


class DutyOut(Row):
    """What a unit owes to the task (责任), and the person who answers for it."""

    id: int
    role: DutyRole
    unit: UnitOut
    person: PersonOut | None
    since: date


class TaskRow(Row):
    """A line of the ledger (台账). `planned` and `actual` are percent; they, progress and colour are derived, as of the
    last sweep."""

    number: str
    version: int
    title: str
    problem: ProblemOut
    duties: Owned[DutyOut]
    leader: PersonOut | None
    goal: str
    deadline: date | None
    deadline_text: str
    original_deadline: date | None
    deadline_provisional: bool
    term: Maybe[TermClass]
    long_term: bool
    must_close_year: int | None
    false_rectification: bool
    workflow: str
    state: State
    state_since: datetime
    progress: Maybe[ProgressStatus]
    colour: Maybe[Colour]
    planned: Decimal
    actual: Decimal
    next_step_on: date | None
    returns: int
    reopenings: int
    closed_on: date | None
    rechecked_on: date | None
    recheck_on: date | None


class SiteOut(Out):
    """A place where the problem stands (点位), and the day on which it was found put right."""

    id: int
    name: str
    address: str
    watershed: str
    region: UnitOut
    put_right_on: date | None = None


class CauseOut(Out):
    id: int
    type: CauseType
    text: str


class IndicatorOut(Out):
    id: int
    name: str
    baseline: Decimal | None
    target: Decimal | None
    unit: str
    criterion: str


class MeasureOut(Out):
    """A measure (措施); `causes` are the ids of those it removes, `budget` in 万元, `origin` the document that told it."""

    id: int
    text: str
    tag: Maybe[MeasureTag]
    unit: UnitOut
    person: PersonOut | None
    due: date
    budget: Decimal
    origin: str
    causes: list[int]

    @staticmethod
    def resolve_causes(obj: Any) -> list[int]:
        return [cause.pk for cause in obj.causes.all()]


class ProposedMeasureOut(Out):
    """A measure that a document told and that the unit has neither taken up nor left out."""

    id: int
    text: str
    due: date | None
    origin: str


class FundOut(Out):
    """A source of money (资金), in 万元: planned, allocated (到位), paid."""

    id: int
    measure: int | None
    source: FundSource
    amount: Decimal
    allocated: Decimal
    paid: Decimal
    status: Maybe[FundStatus]
    document_no: str

    @staticmethod
    def resolve_measure(obj: Any) -> int | None:
        return obj.measure_id  # type: ignore[no-any-return]  # a FundLine


class MilestoneOut(Out):
    """A node of the work (节点): weight in percent, `days` and `lag` in working days."""

    id: int
    name: str
    weight: Decimal
    days: int
    lag: int
    after: int | None
    begins: str
    not_before: date | None
    measure: int | None
    start: date | None
    due: date | None
    recurring: str
    reported_on: date | None
    verified_on: date | None

    @staticmethod
    def resolve_after(obj: Any) -> int | None:
        return obj.after_id  # type: ignore[no-any-return]  # a Milestone

    @staticmethod
    def resolve_measure(obj: Any) -> int | None:
        return obj.measure_id  # type: ignore[no-any-return]  # a Milestone


class PlanOut(Out):
    """The head of the plan (方案). It is approved when `approved_version` is `version`."""

    version: int
    start_on: date | None
    no_funds_needed: bool
    submitted_at: datetime | None
    approved_at: datetime | None
    approved_version: int | None
    approval_no: str
    standard_version: str
    criteria: list[Criterion]


class EvidenceOut(Out):
    """A file that proves something (材料). The file itself: `…/evidence/{id}/file`."""

    id: int
    name: str
    kind: EvidenceKind
    caption: str
    sha256: str
    size: int
    media: str
    milestone: int | None
    criterion: Maybe[Criterion]
    side: str
    pair: str
    taken_on: date | None
    place: str
    latitude: Decimal | None
    longitude: Decimal | None
    unit: UnitOut | None
    added_by: str
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: str

    @staticmethod
    def resolve_sha256(obj: Any) -> str:
        return str(obj.file.sha256)

    @staticmethod
    def resolve_size(obj: Any) -> int:
        return int(obj.file.size)

    @staticmethod
    def resolve_media(obj: Any) -> str:
        return str(obj.file.media)

    @staticmethod
    def resolve_milestone(obj: Any) -> int | None:
        return obj.milestone_id  # type: ignore[no-any-return]  # an Evidence

    @staticmethod
    def resolve_added_by(obj: Any) -> str:
        return str(obj.added_by)


class ReportOut(Out):
    """Progress that the unit reported for a period (进展). Its own percentage counts for nothing."""

    period: str
    text: str
    difficulties: str
    next_steps: str
    claimed_percent: Decimal
    unit: UnitOut
    by: str
    at: datetime

    @staticmethod
    def resolve_by(obj: Any) -> str:
        return str(obj.by)


class ResultOut(Out):
    criterion: Criterion
    passed: bool
    comment: str
    evidence: list[int]

    @staticmethod
    def resolve_evidence(obj: Any) -> list[int]:
        return [item.pk for item in obj.evidence.all()]


class VerificationOut(Out):
    """One look at the task (自验、初审、现场核查、复核) with a result for each criterion."""

    level: State
    on: date
    place: str
    conclusion: str
    passed: bool
    unannounced: bool
    unit: UnitOut
    by: str
    round: int
    verifiers: list[str]
    results: list[ResultOut]

    @staticmethod
    def resolve_by(obj: Any) -> str:
        return str(obj.by)

    @staticmethod
    def resolve_verifiers(obj: Any) -> list[str]:
        return [str(row.account) for row in obj.verifiers.all()]


class ObjectionOut(Out):
    """What somebody holds against the closure (异议). Who it was is told to nobody here."""

    receipt: str
    text: str
    received_at: datetime
    state: str
    reply: str
    decided_at: datetime | None


class NoticeOut(Out):
    """A public notice (公示) with what came in against it."""

    id: int
    title: str
    text: str
    contact: str
    carriers: str
    starts_on: date
    ends_on: date
    withdrawn_on: date | None
    digest: str
    objections: list[ObjectionOut]


class SignatureOut(Out):
    unit: UnitOut
    by: str
    round: int
    digest: str
    at: datetime

    @staticmethod
    def resolve_by(obj: Any) -> str:
        return str(obj.account)


class ClosureOut(Out):
    """A closure (销号)."""

    closed_on: date
    reason: ClosureReason
    filing_no: str
    upper_filing_no: str
    minutes_no: str
    by: str
    at: datetime
    reopened_on: date | None

    @staticmethod
    def resolve_by(obj: Any) -> str:
        return str(obj.by)


class ExtensionOut(Out):
    """A request for a later deadline (延期)."""

    new_deadline: date
    reason: str
    stage_results: str
    state: str
    at: datetime
    decided_at: datetime | None
    approval_no: str
    reply: str


class UpwardOut(Out):
    """What was told to the level above (对上汇报)."""

    id: int
    on: date
    to: str
    document_no: str
    summary: str
    answer: str
