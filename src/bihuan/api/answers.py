"""What every endpoint may answer besides its own: the same few shapes everywhere."""

from collections.abc import Iterable
from typing import Any

from bihuan.api.types import Out
from bihuan.core.reasons import Phrase, Reason, Refused, Severity
from bihuan.core.reasons import gettext_noop as _


class ReasonOut(Out):
    """Why something may not be done (理由). `code` is stable, `message` in the reader's language."""

    code: str
    message: str
    severity: Severity


class Refusal(Out):
    """403: you lack the right (没有职责). 409: the state of things is against it (条件未满足). All reasons at once."""

    detail: str
    reasons: list[ReasonOut] = []


class Trouble(Out):
    """400, 401, 404, 405 or 413."""

    detail: str


class Fault(Out):
    type: str
    loc: list[str | int]
    msg: str


class Malformed(Out):
    """422: what was sent cannot be understood; each fault with its place."""

    detail: list[Fault]


def answers(model: Any, status: int = 200) -> dict[int, Any]:
    """What an endpoint itself answers. `SHARED`, which any may answer, is added in the description: declared with each
    endpoint, ninja would build a thousand models of these three at every start."""
    return {status: model}


SHARED: dict[int, type[Out]] = {
    400: Trouble,
    401: Trouble,
    403: Refusal,
    404: Trouble,
    405: Trouble,
    409: Refusal,
    413: Trouble,
    422: Malformed,
    429: Refusal,
}


class MalformedError(Exception):
    """Input that is understood only by asking the house, such as an unknown filter."""

    def __init__(self, reasons: Iterable[Reason], place: str) -> None:
        self.reasons, self.place = tuple(reasons), place
        super().__init__(place)


def unknown(kind: str, keys: Iterable[object]) -> Refused:
    """Rows named by the caller that are not there, or not where they were looked for."""
    params = {"kind": Phrase(kind), "keys": [str(key) for key in keys]}
    return Refused([Reason("unknown_row", _("找不到%(kind)s：%(keys)s。"), params)])
