"""The hash chain of the log: each link covers the link before it, so that one altered row breaks every later one."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal


def _strongest() -> str:
    """SM3 (GB/T 32905) where this machine's OpenSSL has it, else SHA-256; both give 64 hexadecimal digits."""
    try:
        hashlib.new("sm3")
    except ValueError:
        return "sha256"
    return "sm3"


ALGORITHM = _strongest()
GENESIS = "0" * 64
"""What the first link is chained to."""


def canonical(value: object) -> str:
    """The one JSON text of a value: keys sorted, no spaces, Chinese as it is written.

    Days are ISO texts, moments ISO texts in UTC, Decimals texts as they were given, tuples lists. TypeError for what has
    no such form (sets have no order, bytes no text), ValueError for NaN and for a moment without a time zone.
    """
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(prev: str, body: Mapping[str, object], algorithm: str = ALGORITHM) -> str:
    """The link over `body` after `prev`: 64 hexadecimal digits. ValueError when this machine lacks the algorithm."""
    link = hashlib.new(algorithm)
    link.update(prev.encode("ascii"))
    link.update(canonical(body).encode())
    return link.hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone has no place in the log")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no canonical form")
