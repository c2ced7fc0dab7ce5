"""What is handed in for each of the five lists. `id` names the row that is changed; without it the row is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bihuan.core.codes import CauseType, FundSource, FundStatus, MeasureTag
from bihuan.org.models import Person, Unit

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseEntry:
    text: str
    type: CauseType | str = CauseType.OTHER
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorEntry:
    """Measurable by `target` in `unit`, or by a `criterion` that somebody can judge."""

    name: str
    baseline: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    criterion: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureEntry:
    """`causes`: ids of the causes it removes; `budget` in 万元; `proposal`: id of the proposed measure that it takes up."""

    text: str
    unit: Unit
    due: date
    causes: Sequence[int] = ()
    tag: MeasureTag | str = ""
    person: Person | None = None
    budget: Decimal = ZERO
    proposal: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A measure as a document tells it, with the day that it names, if any."""

    text: str
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundEntry:
    """In 万元; `measure`: id of the measure it pays for, None for the whole task."""

    source: FundSource | str
    amount: Decimal
    allocated: Decimal = ZERO
    paid: Decimal = ZERO
    status: FundStatus | str = ""
    document_no: str = ""
    measure: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneEntry:
    """`weight` in percent, `days` and `lag` in working days; `after`: place in the same list (from 0) of the milestone
    that must be finished first, by default the one before it. `begins`: "with" when it may run beside that one from its
    start on, "free" when it waits for none; `not_before`: its own earliest day. `recurring`: "quarterly" or "yearly",
    with its own `due`.
    """

    name: str
    weight: Decimal
    days: int = 1
    lag: int = 0
    after: int | None = None
    measure: int | None = None
    start: date | None = None
    due: date | None = None
    recurring: str = ""
    begins: str = ""
    not_before: date | None = None
    id: int | None = None
