"""People: names, and the posts written before or behind them, alone or in lists."""

import re
from dataclasses import dataclass, replace

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.result import Person
from bihuan.reading.vocabulary import any_of, words
from bihuan.reading.who.units import names_body

SURNAMES = "".join(words("people", "surnames"))
_DOUBLE = any_of(words("people", "double_surnames"))
POSTS = any_of(words("people", "posts"))
# 苗春和、 is a name, 周明和吴海 are two: 和 joins only where a name goes on behind it.
_JOINS = "和及并还均已未在是对将要应须"
# 穆清和主持, 穆清和市长主持: what follows is told of one, so the character belongs to the name.
_TOLD_OF = rf"(?:{POSTS})?(?:同志)?(?:{any_of(words('meeting', 'chair'))}|召集|出席|参加|讲话|强调|要求|指出|表示|作|$)"
_GIVEN = rf"(?![等的了副]|关于|对于|由于|以及)(?![{_JOINS}](?![、,。;:()\s]|$))[一-鿿]"
_NAMED = rf"(?:{_GIVEN}|和(?=[平睦谐煦润顺悦]))(?:{_GIVEN}|和(?={_TOLD_OF}))?"
# 艾力·买买提, 次仁多吉: names of other languages, by the dot or by the characters that spell them.
_SPELT = "".join(words("people", "spelling"))
_FOREIGN = rf"[一-鿿]{{2,6}}[·•・][一-鿿]{{2,6}}|[{_SPELT}]{{4,7}}"
# 周 明: papers give two characters the width of three.
_SET_WIDE = rf"[{SURNAMES}] {_GIVEN}(?={_TOLD_OF}|[、,;。()])"
NAME = rf"(?:{_FOREIGN}|{_DOUBLE}{_NAMED}|[{SURNAMES}](?:{_NAMED}|某某?|\*{{1,2}})|{_SET_WIDE})"
_FIELD = expression(
    rf"(?P<before>[^,;、。\n]*?(?:{POSTS}))?[ :]*(?P<name>{NAME})(?![一-鿿]*(?:局|委|政府|办))"
    r"(?P<behind>\((?:[^()]{1,30})\))?"
)


_APART = expression(r"[^,;、。:()/\s|]+")
_ALONE = expression(rf"(?P<name>{NAME})(?P<post>{POSTS})?")
_NEVER_LAST = "市县区省州镇乡局委办部厅会组队员处室站所院厂场"
_TITLED = expression(r"^[一-鿿](?:[省市县区州盟旗镇乡局厅部]长|书记|主任)$")  # 程县长 is a surname and a post
_NOT_NAMES = frozenset((*words("people", "not_names"), *words("meeting", "adverbs")))

_OFFICE = rf"(?:{POSTS}|(?![增成延周加特])[一-鿿]长|代表|专家|职工|干部)"
_BRACKET = r"(?:\([^()\n]{1,40}\))"
_AROUND = rf"(?:{any_of(words('meeting', 'adverbs'))}|(?:{any_of(words('meeting', 'circumstances'))})[^,。;]{{0,24}})*"
# 云栖、白坡等县区政府: places, not people.
_PLACES = "(?:政府(?!领导)|部门|单位|局|公司|企业|乡镇|街道|县区|区县|[市县区乡镇](?!级?领导|委|直|人大|政协|政府领导|四|班子))"
_MORE = rf"(?:等(?![^、,;]{{0,14}}{_PLACES})[^、,;]{{0,14}}|(?:以及|及|和|与)(?P<rest>[^,;]{{2,40}}))"
_TAIL = rf"(?P<behind>{_BRACKET})?(?:同志|先生|女士)?(?:一行)?{_MORE}?{_AROUND}"
# 周明副县长: behind a known name.
_TAIL_OF_KNOWN = _TAIL.replace(_BRACKET, rf"{_BRACKET}|{POSTS}")
_LONGEST_PIECE = 80
_PIECE = expression(r"(?:\([^()\n]*\)|[^、,;:()“”|\n])+")
_WORD = expression(r"(?:\([^()\n]*\)|[^、,;:()“”|\n ])+")
_KNOWN = expression(rf"(?P<post>.*?{_OFFICE})?(?:\([^()]{{2,8}}\))?[ :]?(?P<name>{NAME}){_TAIL_OF_KNOWN}")
_IN_UNIT = expression(
    rf"(?P<post>.*?(?:{_OFFICE}|[局委办府镇乡院处科室组厅部队]|街道|公司|中心))(?P<name>{NAME}){_TAIL}"
)
# Behind a post a name needs no surname of the list.
_UNKNOWN = expression(
    rf"(?P<post>.*{_OFFICE})?[ :]?(?P<name>(?![要作请为需均已还也又再对就])(?:(?!关于)[一-鿿]){{2,3}}){_TAIL}"
)
_POST_ALONE = expression(rf"[^,;]*{_OFFICE}(?:\([^()]*\))?")
_UNIT_ALONE = expression(r".*(?:[局委办府镇乡院处科室组厅部队]|街道|公司|中心)")
_GROUP = expression(any_of(words("meeting", "groups"), words("meeting", "speak"), words("meeting", "attend")))
_NEVER_IN = expression("[的了在等各是与及由将把被从到并不这那其某]")
_POST_HEAD = expression(
    r"^.*(?:\d日|[上下]午|由|会上|听取了?|随后|当天|受|其中|陪同|[出列]席|参加|当日)(?=[一-鿿]{2})|^[时在与和以]"
)
_AND = expression(r"^ *(?:以及 *|会议?上)?")
_OF_MANY = expression(r"(?:领导|成员|代表|同志)$")
_NO_POST = frozenset(("同志", "先生", "女士"))
# An office that several hold, or that stands for a group: it goes on to the names behind it.
_SHARED = expression(r"副[一-鿿]{1,4}$|(?:领导|成员|委员|常委|代表|负责人|同志|专家|员)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at [start, end) of a body with its post; `last` where nothing but adverbs follows up to the end of the
    range that was looked through."""

    start: int
    end: int
    post: str
    last: bool = False


def is_name(text: str) -> bool:
    """Whether a match of `NAME` is no common word."""
    told = text not in _NOT_NAMES and text[:2] not in _NOT_NAMES and text[-1] not in _NEVER_LAST
    return told and not _TITLED.search(text)


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


def beside_units(body: Body, fields: list[Part]) -> tuple[Person, ...]:
    """The people in fields of units, each set apart from the unit: 市水务局 周明, 市水务局(周明、吴海)."""
    found = []
    for part in fields:
        pieces = [body.trimmed(part.start + m.start(), part.start + m.end()) for m in _APART.finditer(body.seen(part))]
        names = [(piece, name) for piece in pieces if (name := _ALONE.fullmatch(body.folded, piece.start, piece.end))]
        if names and any(names_body(body.seen(piece)) for piece in pieces):
            found += [
                person(body, *name.span("name"), name["post"] or "") for _, name in names if is_name(name["name"])
            ]
    return tuple(found)


def person(body: Body, start: int, end: int, post: str = "") -> Person:
    quote = body.quote(start, end)
    return Person(quote.text.replace(" ", ""), post, quote.start, quote.end)


def in_list(folded: str, start: int, end: int, *, field: bool = False) -> list[Mention]:
    """The people of [start, end) in order: 市委书记甲、市长乙,副市长丙、丁等. What is no name between them is passed over.

    A name without a post counts where it stands beside another, or alone before the end. In a `field` for people names
    may be apart by spaces, and a unit may stand for the post.
    """
    pattern = _WORD if field else _PIECE
    pieces = [Part(m.start(), m.end()) for m in pattern.finditer(folded, start, end)]
    read = [_piece(folded, piece, end, field) for piece in pieces]
    joined = [k > 0 and _joins(folded, pieces[k], read[k], read[k - 1], field) for k in range(len(pieces))]
    people: list[Mention] = []
    offices, carried = "", ""
    for k, piece in enumerate(pieces):
        if not joined[k] or (folded[piece.start - 1] == "," and not _OF_MANY.search(carried)):
            offices = carried = ""
        if not read[k] and (office := _office(folded, piece, field)):
            offices += office + "、"
            continue
        for one in read[k]:
            if not one.post and not _counts(folded, one, bool(carried or offices), field, _neighbours(read, joined, k)):
                continue
            own = one.post or (field and offices)
            carried = (offices + one.post).strip("、") if own else carried
            people.append(replace(one, post=carried if own or _SHARED.search(carried) else ""))
        offices = ""
    return people


def _joins(folded: str, piece: Part, own: list[Mention], before: list[Mention], field: bool) -> bool:
    """Whether a piece goes on with a list: behind 、, and behind a comma where it is a bare name that follows a person."""
    if (mark := folded[piece.start - 1]) != ",":
        return mark in ("、 " if field else "、")
    return bool(before) and len(own) == 1 and not own[0].post and _surnamed(folded, own[0])


def _counts(folded: str, one: Mention, carried: bool, field: bool, beside: list[Mention]) -> bool:
    """Whether a name without a post is one: in a list that began with a known one, or by its surname, or in a field
    beside one that has its own."""
    known = any(o.post or _surnamed(folded, o) for o in beside)
    return carried or (field and known) or (_surnamed(folded, one) and (field or one.last or known))


def _neighbours(read: list[list[Mention]], joined: list[bool], k: int) -> list[Mention]:
    before = read[k - 1] if joined[k] else []
    behind = read[k + 1] if k + 1 < len(read) and joined[k + 1] else []
    return [*before, *behind]


def _piece(folded: str, piece: Part, end: int, field: bool = False) -> list[Mention]:
    """The person, or the two that 和 joins, that are all of a piece but its blanks."""
    seen = _AND.sub("", folded[piece.start : piece.end])
    start = piece.end - len(seen)
    match = _person(folded, start, start + len(seen.rstrip()), field) if len(seen) <= _LONGEST_PIECE else None
    if match is None or re.fullmatch(_OFFICE, match["name"]):
        return []
    post = clean_post(match["post"] or (match["behind"] or "").strip("()"))
    first = Mention(*match.span("name"), post, last=piece.end == end)
    rest = _piece(folded, Part(*match.span("rest")), end) if match["rest"] else []
    return [replace(first, last=False), *rest] if rest else [first]


def _person(folded: str, start: int, end: int, field: bool) -> re.Match[str] | None:
    for pattern in (_IN_UNIT, _KNOWN) if field else (_KNOWN,):
        match = pattern.fullmatch(folded, start, end)
        if match and is_name(match["name"]) and not _GROUP.search(match["name"]):
            return match
    match = _UNKNOWN.fullmatch(folded, start, end)
    sound = match and is_name(match["name"]) and not (_GROUP.search(match["name"]) or _NEVER_IN.search(match["name"]))
    return match if sound else None


def clean_post(text: str) -> str:
    post = _POST_HEAD.sub("", text).strip(" ,、:")
    return "" if post in _NO_POST else post


def _office(folded: str, piece: Part, field: bool) -> str:
    """A piece that is a post and no name: 市委副书记、市长甲 holds two posts of one man. In a field a unit stands so too."""
    seen = folded[piece.start : piece.end].strip()
    alone = _POST_ALONE.fullmatch(seen) or (field and _UNIT_ALONE.fullmatch(seen))
    return clean_post(seen) if alone and len(seen) <= 24 else ""


def _surnamed(folded: str, one: Mention) -> bool:
    return bool(re.fullmatch(NAME, folded[one.start : one.end]))


def mention_post(folded: str, name: str) -> str:
    """The post written before the first mention of a name that has one; empty where none has."""
    return next(filter(None, (_post_at(folded, m.start(), m.end()) for m in re.finditer(re.escape(name), folded))), "")


def _post_at(folded: str, start: int, end: int) -> str:
    before = [*re.finditer(r"[,。;\n“”]", folded[max(0, start - 60) : start])]
    found = in_list(folded, max(0, start - 60) + (before[-1].end() if before else 0), end)
    return found[-1].post if found and found[-1].start == start else ""
