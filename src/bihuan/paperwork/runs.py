"""What a dry run of a ledger found, row by row, and the report that is kept of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from bihuan.core.reasons import Phrase
from bihuan.ledger.models import Task
from bihuan.platform import clock
from bihuan.reading.grids import Cell

NEW_KEPT = 200
"""New rows that the report keeps, to be looked at; of bad and differing ones it keeps all."""

Report = Mapping[str, Any]


class Verdict(StrEnum):
    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class BadCell:
    """`place` is the cell's name in its sheet, "D7"; a row that lacks something names its first cell."""

    place: str
    column: str
    value: str
    why: Phrase
    remedy: Phrase


@dataclass(slots=True)
class Line:
    """A row of the file. `number` counts from 1 as spreadsheet programs do; `said` are the fields that its cells fill,
    `values` hold beside them what follows from those."""

    number: int
    cells: Sequence[Cell]
    values: dict[str, Any] = field(default_factory=dict)
    bad: list[BadCell] = field(default_factory=list)
    task: Task | None = None
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    said: frozenset[str] = frozenset()

    @property
    def verdict(self) -> Verdict:
        if self.bad:
            return Verdict.BAD
        if self.task is None:
            return Verdict.NEW
        return Verdict.DIFFERS if self.differences else Verdict.SAME


@dataclass(frozen=True, slots=True)
class DryRun:
    """Every row that is not empty, each with its verdict; `blank` counts the empty ones between them."""

    sheet: str
    headers: Sequence[str]
    lines: Sequence[Line]
    blank: int

    @property
    def counts(self) -> Mapping[str, int]:
        found = Counter(line.verdict.value for line in self.lines)
        return {verdict.value: found[verdict.value] for verdict in Verdict}

    def of(self, verdict: Verdict) -> list[Line]:
        return [line for line in self.lines if line.verdict is verdict]


def report_of(run: DryRun) -> dict[str, Any]:
    """A dry run as data: phrases as message and params, days as {"day": …}."""
    return {
        "of": "",
        "at": clock.now().isoformat(),
        "sheet": run.sheet,
        "headers": list(run.headers),
        "rows": len(run.lines),
        "blank": run.blank,
        "counts": dict(run.counts),
        "bad": [_bad(line) for line in run.of(Verdict.BAD)],
        "differs": [_differing(line) for line in run.of(Verdict.DIFFERS)],
        "new": [_new(line) for line in run.of(Verdict.NEW)[:NEW_KEPT]],
    }


def cells_of(line: Mapping[str, Any]) -> Sequence[Cell]:
    """The cells of a bad row as they came."""
    return [date.fromisoformat(cell["day"]) if isinstance(cell, dict) else cell for cell in line["cells"]]


def _bad(line: Line) -> dict[str, Any]:
    cells = [{"day": cell.isoformat()} if isinstance(cell, date) else cell for cell in line.cells]
    return {"row": line.number, "cells": cells, "bad": [_bad_cell(cell) for cell in line.bad]}


def _bad_cell(cell: BadCell) -> dict[str, Any]:
    plain = {"place": cell.place, "column": cell.column, "value": cell.value}
    return plain | {"why": _stored(cell.why), "remedy": _stored(cell.remedy)}


def _differing(line: Line) -> dict[str, Any]:
    task = {"number": line.task.number, "title": line.task.title} if line.task else {"number": "", "title": ""}
    return {"row": line.number, **task, "differences": [list(entry) for entry in line.differences]}


def _new(line: Line) -> dict[str, Any]:
    deadline = line.values.get("deadline")
    told = {"wording": line.values["wording"][:200], "title": line.values.get("title") or ""}
    return {"row": line.number, **told, "deadline": deadline.isoformat() if deadline else ""}


def _stored(phrase: Phrase) -> dict[str, Any]:
    kept = {
        name: [str(one) for one in value] if isinstance(value, (list, tuple)) else str(value)
        for name, value in phrase.params.items()
    }
    return {"message": phrase.message, "params": kept}
