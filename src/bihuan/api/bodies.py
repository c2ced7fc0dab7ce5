"""What each step asks for. What only a guard asks for may be left out here: the guard then says so among its reasons."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from bihuan.api.types import Id, In, Line, Short, Text
from bihuan.core.codes import ClosureReason, Criterion, SearchScope

Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]


class Seen(In):
    """`version`: that of the task as you saw it. Without it nothing is done: the answer is 409 with `version_missing`
    beside every other reason."""

    version: int | None = Field(None, ge=0, lt=2**31, description="task.version as you saw it 您看到的版本")


class Judged(Seen):
    """`on`: the day of the fact (办理日期), by default today. `comment`: the opinion (意见)."""

    on: date | None = None
    comment: Text = ""


class Ruling(Judged):
    upheld: bool


class Approval(Judged):
    approval_no: Short = ""


class ExtensionRequest(Seen):
    new_deadline: date
    reason: Text
    stage_results: Text = ""
    on: date | None = None


class Return(Judged):
    """`items`: what must be supplied (需补材料) by `respond_by`; `reopen`: ids of nodes no longer held verified."""

    items: list[Line] = Field([], max_length=100)
    respond_by: date
    reopen: list[Id] = Field([], max_length=500)


class Progress(In):
    """`period`: 2026-11 or 2026-W47. Added to the file by anybody who may, so without a version."""

    period: Annotated[str, Field(max_length=10)]
    text: Text
    claimed_percent: Percent
    difficulties: Text = ""
    next_steps: Text = ""
    on: date | None = None


class OfMilestone(Judged):
    milestone: Id


class OfSite(Judged):
    site: Id


class SiteResult(In):
    criterion: Criterion
    passed: bool
    comment: Annotated[str, Field(max_length=300)] = ""
    evidence: list[Id] = Field([], max_length=200)


class SiteCheck(Seen):
    """`verifiers`: usernames of those who came (核查人). A visit that passed must prove every criterion."""

    place: Annotated[str, Field(max_length=120)] = ""
    conclusion: Text
    passed: bool
    verifiers: list[Line] = Field(max_length=20)
    results: list[SiteResult] = Field([], max_length=50)
    on: date | None = None


class Recheck(Judged):
    """`comment` is the conclusion, `verifiers` usernames of those who came, `unannounced` 四不两直. Only evidence added since
    the recheck began counts."""

    place: Annotated[str, Field(max_length=120)] = ""
    verifiers: list[Line] = Field([], max_length=20)
    results: list[SiteResult] = Field([], max_length=50)
    unannounced: bool = False


class SearchWanted(In):
    """Where the same is to be looked for 举一反三; `due_on` by default as the rules say."""

    scope: SearchScope
    target: Annotated[str, Field(max_length=200)] = ""
    due_on: date | None = None


class ReboundFound(Recheck):
    """`reopen`: ids of nodes and `sites` of places to be put right again by `new_deadline`."""

    new_deadline: date | None = None
    reopen: list[Id] = Field([], max_length=500)
    sites: list[Id] = Field([], max_length=500)
    search_for: SearchWanted | None = None


class TracingAnswered(In):
    """What the unit missed, and why (倒查答复)."""

    tracing: Id
    missed: Text = ""
    why: Text = ""
    on: date | None = None


class SearchOpened(SearchWanted):
    """`unit`: id of the unit that looks, by default the one that leads the task."""

    unit: Id | None = None
    comment: Text = ""
    on: date | None = None


class SearchRecorded(In):
    """`searched`: where and how; `problems`: numbers of the problems found, none when there was nothing."""

    search: Id
    searched: Text = ""
    problems: list[Short] = Field([], max_length=100)
    on: date | None = None


class NoticeStart(Seen):
    """`fields`: the text of each field that the rules ask for (notice.fields), by its name."""

    title: Line
    fields: dict[Line, Text] = {}
    contact: Line = ""
    carriers: Annotated[str, Field(max_length=200)] = ""
    pictures: list[Id] = Field([], max_length=50)
    starts_on: date | None = None
    comment: Text = ""


class ObjectionMade(In):
    """Name and contact are kept apart, and shown only to those who decide."""

    text: Annotated[str, Field(min_length=5, max_length=2000)]
    name: Short = ""
    contact: Annotated[str, Field(max_length=120)] = ""


class ObjectionDecided(Seen):
    """`objection`: its receipt (回执编号)."""

    objection: Annotated[str, Field(max_length=20)]
    reply: Text
    on: date | None = None


class Withdrawal(In):
    evidence: Id
    comment: Text = ""


class Close(Judged):
    """`reason` 销号依据, `filing_no` 备案号, `minutes_no` 集体研究纪要, `upper_filing_no` 上级备案或验收文号."""

    reason: ClosureReason | Literal[""] = ""
    filing_no: Short = ""
    minutes_no: Short = ""
    upper_filing_no: Short = ""


class Settlement(Judged):
    """`transfer_no`: under which the matter went to the discipline inspection organ (移送文号)."""

    transfer_no: Short = ""


class UpwardReported(In):
    to: Annotated[str, Field(max_length=120)]
    summary: Text
    document_no: Short = ""
    on: date | None = None


class UpwardAnswered(In):
    report: Id
    answer: Text
