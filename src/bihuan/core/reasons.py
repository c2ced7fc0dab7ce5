"""Why something may not be done: texts with parameters, so that they can be shown in any language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bihuan.core import typed


def gettext_noop(message: str) -> str:
    """Mark a Chinese source text for the catalogues; it is translated where it is shown."""
    return message


AND = gettext_noop("、")
"""Between the members of a list."""


class Severity(StrEnum):
    """An error stops the step; a warning is shown and can be acknowledged."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A Chinese template with `%(name)s` places and what fills them."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Chinese as it stands; pass `gettext` for the reader's language."""
        return translate(self.message) % {name: _shown(value, translate) for name, value in self.params.items()}


@dataclass(frozen=True, slots=True)
class Reason(Phrase):
    """A phrase with a stable `code` for programs; `code` never changes once released, the wording may."""

    code: str = ""
    severity: Severity = Severity.ERROR

    def __init__(
        self,
        code: str,
        message: str,
        params: Mapping[str, object] | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        for name, value in (("code", code), ("message", message), ("params", params or {}), ("severity", severity)):
            object.__setattr__(self, name, value)


class Refused(Exception):  # noqa: N818 - reads as what happened: `raise Refused(reasons)`
    """A step that may not be done, with every reason at once."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("；".join(reason.text() for reason in self.reasons))


def errors(reasons: Iterable[Reason]) -> list[Reason]:
    """Those that stop a step; warnings are left out."""
    return [reason for reason in reasons if reason.severity is Severity.ERROR]


def _shown(value: object, translate: Callable[[str], str]) -> str:
    if isinstance(value, Phrase):
        return value.text(translate)
    label = getattr(value, "label", None)
    if isinstance(label, str):
        return translate(label)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (list, tuple)):
        return translate(AND).join(_shown(item, translate) for item in value)
    if isinstance(value, (set, frozenset)):
        return translate(AND).join(sorted(_shown(item, translate) for item in value))
    return str(value)


def blank(code: str, text: str, message: str) -> list[Reason]:
    """The reason of what must be said and is not; what nobody sees says nothing."""
    return [] if typed.prose(text).strip() else [Reason(code, message)]


def demand(*reasons: Reason) -> None:
    """Raise `Refused` with all of them, if there are any."""
    if reasons:
        raise Refused(reasons)
