"""People: names, and the posts written before or behind them."""

import re

from bihuan.reading.body import Body, Part
from bihuan.reading.result import Person
from bihuan.reading.vocabulary import any_of, words

SURNAMES = "".join(words("people", "surnames"))
_DOUBLE = any_of(words("people", "double_surnames"))
POSTS = any_of(words("people", "posts"))
_GIVEN = "(?![等的了和及并还均已未在是对将要应须])[一-鿿]"
NAME = rf"(?:{_DOUBLE}(?:{_GIVEN}){{1,2}}|[{SURNAMES}](?:(?:{_GIVEN}){{1,2}}|某某?|\*{{1,2}}))"
_FIELD = re.compile(
    rf"(?P<before>[^,;、。\n]*?(?:{POSTS}))?[ :]*(?P<name>{NAME})(?![一-鿿]*(?:局|委|政府|办))"
    r"(?P<behind>\((?:[^()]{1,30})\))?"
)


_NEVER_LAST = "市县区省州镇乡局委办部厅会组队员"
_NOT_NAMES = frozenset(words("people", "not_names"))


def is_name(text: str) -> bool:
    """Whether a match of `NAME` is no common word."""
    return text not in _NOT_NAMES and text[:2] not in _NOT_NAMES and text[-1] not in _NEVER_LAST


def in_fields(body: Body, fields: list[Part]) -> tuple[Person, ...]:
    """The people of fields that are labelled as such, with their posts."""
    found = []
    for part in fields:
        for piece in re.finditer(r"[^,;、。\n]+", body.folded[part.start : part.end]):
            start = part.start + piece.start()
            bare = body.trimmed(start, part.start + piece.end(), " \n")
            match = _FIELD.fullmatch(body.seen(bare)) or re.fullmatch(
                r"(?P<before>)(?P<name>[一-鿿]{2,4})(?P<behind>)", body.seen(bare)
            )
            if match:
                post = (match["before"] or (match["behind"] or "").strip("()")).strip(" :")
                found.append(person(body, bare.start + match.start("name"), bare.start + match.end("name"), post))
    return tuple(found)


def person(body: Body, start: int, end: int, post: str = "") -> Person:
    quote = body.quote(start, end)
    return Person(quote.text.replace(" ", ""), post, quote.start, quote.end)
