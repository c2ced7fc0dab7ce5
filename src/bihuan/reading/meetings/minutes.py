"""The head of minutes: 时间、地点、主持、出席、请假、记录, as lines, side by side in one line, or as cells of a table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.result import Person
from bihuan.reading.vocabulary import any_of, load, mapping
from bihuan.reading.who.people import in_list, person

_LONG = 60
_NUMBERED = expression(r"^(?:[一二三四五六七八九十]{1,3}[、.]|\(?\d{1,2}[、.)])")
_PEOPLE = ("attend", "absent")


@dataclass(frozen=True)
class Head:
    """The fields of a head by what they tell: time, place, chair, attend, absent, record, name, agenda."""

    fields: tuple[tuple[str, Part], ...]

    def of(self, concern: str) -> list[Part]:
        return [part for name, part in self.fields if name == concern]

    @property
    def of_meeting(self) -> bool:
        """A page's 时间 alone tells when it was put there; beside 主持 or 出席 it is the meeting's."""
        return len(self._told) >= 2 and bool(self._told & {"chair", "attend"})

    @property
    def records(self) -> bool:
        """Who presided, was away or wrote it down: an invitation tells time, place and who shall come, but none of these."""
        return len(self._told) >= 3 and bool(self._told & {"chair", "absent", "record"})

    @property
    def _told(self) -> set[str]:
        return {name for name, _ in self.fields}


@cache
def _label() -> re.Pattern[str]:
    """Any label where one may stand: at the start of a line or a cell, or behind spaces; with a space in it or without."""
    each = "|".join(f"(?P<{concern}>{_wording(concern)})" for concern in load("minutes"))
    number = r"(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[.、]|\([一二三四五六七八九十\d]{1,2}\)|[【◆●■])?"
    return re.compile(rf"(?m:^|(?<=[| 　])) {{0,4}}{number}(?:{each})】? *(?P<mark>[:|]|$| (?=[^ ]))")


def _wording(concern: str) -> str:
    parts = mapping("minutes", concern)
    spaced = {key: tuple(" ".join(word) for word in listed) for key, listed in parts.items()}
    before, word, behind = (
        any_of(spaced[key]).replace("\\ ", " {0,3}") if key in spaced else "" for key in ("before", "word", "behind")
    )
    return (
        f"{before}?" * bool(before)
        + " {0,3}"
        + word
        + ("(?: {0,3}" + behind + ")?" if behind else "")
        + r"(?:\([^()]{1,8}\))?"
    )


def head(document: Document) -> Head:
    """Its fields in order; empty where the document has none."""
    return Head(tuple(_fields(document)))


def _fields(document: Document) -> Iterator[tuple[str, Part]]:
    folded, open_field = document.body.folded, ""
    for line in document.body.lines:
        seen = folded[line.start : line.end]
        labels = [m for m in _label().finditer(folded, line.start, line.end) if _stands(m, line)]
        if not labels:
            if "。" in seen or _NUMBERED.match(seen):
                open_field = ""
            elif open_field in _PEOPLE and "|" not in seen:
                yield open_field, line
            continue
        if open_field in _PEOPLE and labels[0].start() > line.start + 4 and "|" not in seen:
            yield open_field, Part(line.start, labels[0].start())
        for k, label in enumerate(labels):
            concern = _concern(label)
            end = labels[k + 1].start() if k + 1 < len(labels) else line.end
            value = document.body.trimmed(label.end(), end, " |:")
            open_field = concern
            if value.end > value.start:
                yield concern, value


def _concern(label: re.Match[str]) -> str:
    return next(name for name, text in label.groupdict().items() if text and name != "mark")


def _stands(label: re.Match[str], line: Part) -> bool:
    """A label without a mark behind it stands first in its line."""
    return bool(label["mark"].strip()) or label.start() == line.start


def people(document: Document, parts: list[Part]) -> list[Person]:
    """The people of fields: names alone or with their posts, apart by commas or by spaces."""
    folded = document.body.folded
    found = [one for part in parts for one in in_list(folded, part.start, part.end, field=True)]
    return [person(document.body, one.start, one.end, one.post) for one in found]
