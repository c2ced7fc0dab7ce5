"""How sure the reader is of an entry, and at which of its fields a person should look. What a person has changed is theirs:
the share of a field counts as long as the field says what was read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bihuan.intake.fields import by_model
from bihuan.intake.models import Entry
from bihuan.reading import confidence

OWN = "own"
LEVELS = ("sure", "look", "doubtful", OWN)
"""Sure enough to be confirmed together; worth a look; doubtful; made by a person."""


@dataclass(frozen=True, slots=True)
class Weak:
    """A field that is not sure. `missing`: nothing was read, and the ledger needs it."""

    level: str
    percent: int
    missing: bool


def level(entry: Entry) -> str:
    """One of `LEVELS`. A day without its year is never sure, nor what a language model proposed."""
    if entry.confidence is None:
        return OWN
    if by_model(entry.fields) or not (entry.read or {}).get("sureness"):
        return "look"
    found = confidence.entry_level(dict(_standing(entry)))
    yearless = (entry.fields.get("deadline") or {}).get("year") == "unknown"
    return "look" if found == "sure" and yearless else found


def weaknesses(entry: Entry) -> dict[str, Weak]:
    """The fields to look at, by name."""
    return {
        name: Weak(confidence.level(share), round(share * 100), not entry.fields.get(name))
        for name, share in _standing(entry)
        if confidence.level(share) != "sure" and (name in confidence.NEEDED or entry.fields.get(name))
    }


def remaining(entry: Entry) -> Decimal | None:
    """The entry's confidence after a person's changes; what it was where the reading gave no shares."""
    if not (entry.read or {}).get("sureness"):
        return entry.confidence
    return Decimal(str(confidence.joint(dict(_standing(entry))))).quantize(Decimal("0.001"))


def _standing(entry: Entry) -> Iterator[tuple[str, float]]:
    """The shares of fields that say what was read."""
    read: Mapping[str, Any] = entry.read or {}
    for name, share in (read.get("sureness") or {}).items():
        if _said(read.get(name)) == _said(entry.fields.get(name)):
            yield name, share


def _said(value: Any) -> object:
    """What a field says, wherever it stands."""
    if isinstance(value, list):
        return [_said(one) for one in value]
    return {key: value.get(key) for key in ("text", "date", "role")} if isinstance(value, dict) else value
