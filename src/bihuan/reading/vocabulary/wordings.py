"""What the wording of a label, or of the head of a column, is about.

Offices word their labels as they like (整改举措, 责任落实单位, 计划完成时间节点). A wording is looked up whole; one that is not
listed is read from its parts: the last is its head (单位, 时限, 措施), those before it say of which kind (牵头, 配合, 验收).
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from bihuan.reading.expressions import expression
from bihuan.reading.vocabulary import load, mapping, table

_MARKS = expression(r"[\s*:?。|“”\"【】★▲●◆■◎☆]")
_REMARK = expression(r"\([^()]*\)$")
_NO_HEAD = expression(r"[,;。\d]")
_LONGEST_COLUMN_HEAD = 16
_LONGEST_LABEL = 16
_LONGEST_PART = 8
_ASKS = expression("谁|什么|啥|哪|怎|如何|何时|几时|多久|咋|了没|了吗")
_JOINT = "joint"


@dataclass(frozen=True, slots=True)
class _Rule:
    head: frozenset[str]
    needed: frozenset[str]
    concern: str


@cache
def _known() -> dict[str, str]:
    return {word: concern for concern, listed in table("labels").items() for word in listed}


def listed_wordings() -> tuple[str, ...]:
    """Every wording of a label that is listed whole."""
    return tuple(_known())


@cache
def _tags() -> dict[str, str]:
    return {word: tag for tag, listed in mapping("parts", "part").items() for word in listed}


@cache
def _rules() -> tuple[_Rule, ...]:
    told = cast(list[dict[str, object]], load("parts")["rule"])
    return tuple(
        _Rule(frozenset(cast(list[str], r["head"])), frozenset(cast(list[str], r.get("with", []))), str(r["concern"]))
        for r in told
    )


@lru_cache(maxsize=4096)
def concern_of(wording: str) -> str | None:
    """The concern of a label: a listed wording, else one that consists of known parts and nothing else."""
    bare = _MARKS.sub("", wording)
    if asked := _asked(bare):
        return asked
    for form in (bare, _REMARK.sub("", bare)):
        if form in _known():
            return _known()[form]
        if 4 <= len(form) <= _LONGEST_LABEL and (tags := _whole(form)) and (concern := _judged(tags)):
            return concern
    return None


@lru_cache(maxsize=4096)
def head_concern(wording: str) -> str | None:
    """The concern of the head of a column. Its last words say it; what they are of may be any word, as in
    要达到的目标, 督察组点名的突出问题."""
    if known := concern_of(wording):
        return known
    if wording.rstrip().endswith("。"):
        return None  # 加装隔声棚并向来电人说明。 is what a cell says
    bare = _REMARK.sub("", _MARKS.sub("", wording))
    if not 2 <= len(bare) <= _LONGEST_COLUMN_HEAD or _NO_HEAD.search(bare):
        return None
    for start in range(len(bare)):
        if bare[start:] in _known():
            return _known()[bare[start:]]
        if (tags := _whole(bare[start:])) and (concern := _judged(tags)):
            return concern
    return None


@cache
def _questions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((concern, re.compile("|".join(forms))) for concern, forms in table("questions").items())


def _asked(bare: str) -> str | None:
    """The concern of a label that asks: 谁来改, 什么时候改完."""
    if len(bare) > _LONGEST_LABEL or not _ASKS.search(bare):
        return None
    return next((concern for concern, form in _questions() if form.fullmatch(bare)), None)


def listed_tail(words: str) -> str | None:
    """The concern of a listed wording that a heading ends with: 一、某轮督察反馈问题."""
    return next((_known()[words[k:]] for k in range(len(words) - 3) if words[k:] in _known()), None)


def _whole(bare: str) -> list[str] | None:
    """The tags of the parts that a wording consists of; None where something else stands in it. The longest part is
    tried first, and a shorter one where the rest would not come out."""
    if not bare:
        return []
    for end in range(min(len(bare), _LONGEST_PART), 0, -1):
        tag = _tags().get(bare[:end])
        if tag is not None and (rest := _whole(bare[end:])) is not None:
            return [tag, *rest]
    return None


def _judged(tags: list[str]) -> str | None:
    """The concern of a wording. Of two that are joined (责任单位及责任人) the first counts; measures joined with what came
    of them are both; 牵头、配合单位 has one head for both."""
    joined = [_of_one(one) for one in _apart(tags)]
    if len(joined) > 1 and all(joined):
        return "measures_and_result" if joined[:2] == ["measures", "result"] else joined[0]
    return _of_one([tag for tag in tags if tag != _JOINT])


def _apart(tags: list[str]) -> list[list[str]]:
    ends = [k for k, tag in enumerate(tags) if tag == _JOINT]
    return [tags[a:b] for a, b in zip([0, *(k + 1 for k in ends)], [*ends, len(tags)], strict=True)]


def _of_one(tags: list[str]) -> str | None:
    """The concern that the head has with what stands before it."""
    if not tags:
        return None
    head, before = tags[-1], frozenset(tags[:-1])
    for rule in _rules():
        if head in rule.head and rule.needed <= before:
            return rule.concern or None
    return None
