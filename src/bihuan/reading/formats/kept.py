"""Recognised pages that are kept aside: a reading that was stopped or killed goes on at the page where it stood."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bihuan.reading.formats.page import Glyph, RawPage, Rule

_folder: ContextVar[Path | None] = ContextVar("folder", default=None)


@contextmanager
def keeping(folder: Path | None) -> Iterator[None]:
    """Within, each recognised page is written into `folder`, which is of this one file and made when a page needs it, or
    taken from it."""
    before = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(before)


def kept_page(number: int, make: Callable[[], RawPage]) -> RawPage:
    """The page as it was kept, else as `make` recognises it."""
    folder = _folder.get()
    if folder is None:
        return make()
    place = folder / f"{number}.json"
    with suppress(OSError, ValueError, TypeError, KeyError):
        return _page(place.read_text())
    page = make()
    with suppress(OSError):  # a full disk costs the next run time, and this one nothing
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = place.with_suffix(f".{os.getpid()}")
        aside.write_text(json.dumps(asdict(page)))
        aside.replace(place)
    return page


def _page(text: str) -> RawPage:
    told: dict[str, Any] = json.loads(text)
    told["glyphs"] = [Glyph(*one) for one in told["glyphs"]]
    for side in ("across", "down"):
        told[side] = [Rule(*one) for one in told[side]]
    return RawPage(**told)
