"""What follows a closure, as rows look from outside: rebounds, what units are asked, searches for the same elsewhere."""

from datetime import date
from typing import Any

from bihuan.api.rows import UnitOut
from bihuan.api.types import Out
from bihuan.core.codes import AcceptanceAct, SearchScope


class TracedActOut(Out):
    """What a person did to let the closure through."""

    act: AcceptanceAct
    by: str
    on: date

    @staticmethod
    def resolve_by(obj: Any) -> str:
        return str(obj.account)


class TracingOut(Out):
    """What a unit is asked after a rebound (倒查), and its answer."""

    id: int
    unit: UnitOut
    due_on: date
    acts: list[TracedActOut]
    missed: str
    why: str
    answered_on: date | None

    @staticmethod
    def resolve_acts(obj: Any) -> list[Any]:
        return list(obj.acts.all())


class ReboundOut(Out):
    """A closed problem that was found back (反弹)."""

    on: date
    filing_no: str
    new_deadline: date
    old_deadline: date | None
    nodes: list[str]
    tracings: list[TracingOut]

    @staticmethod
    def resolve_filing_no(obj: Any) -> str:
        return str(obj.closure.filing_no)

    @staticmethod
    def resolve_tracings(obj: Any) -> list[Any]:
        return list(obj.tracings.all())


class SearchOut(Out):
    """A search for the same elsewhere (举一反三); `problems` are the numbers of those found."""

    id: int
    scope: SearchScope
    target: str
    unit: UnitOut
    opened_on: date
    due_on: date
    searched: str
    problems: list[str]
    done_on: date | None

    @staticmethod
    def resolve_problems(obj: Any) -> list[str]:
        return [problem.number for problem in obj.problems.all()]
