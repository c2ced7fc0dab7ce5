"""Units: lists with shared heads, generic names, and roles inside a field.

区发改局、生态环境局、住建局 are three units of the district; 临江市委、市政府 are two of the city; 各县(市、区)人民政府
is one name, and the mark inside its brackets separates nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from bihuan.reading.body import Body, Part
from bihuan.reading.expressions import expression
from bihuan.reading.result import Quote, UnitRef
from bihuan.reading.vocabulary import any_of, mapping, words

_LEVEL = any_of(words("units", "level"))
_SUFFIX = any_of(words("units", "suffix"))
_ROLES = mapping("units", "role")
_ROLE_OF = {word: role for role, listed in _ROLES.items() for word in listed}
_ROLE_WORDS = any_of(*_ROLES.values())
_ROLE_LABEL = expression(rf"({_ROLE_WORDS}) *[:|]")
_ROLE_BEHIND = expression(rf"[((\[](?:{_ROLE_WORDS})[))\]]")
# 市水务局(牵头);市林业局、市住建局(配合): behind each semicolon all have the role of the bracket.
_ROLE_GROUP = expression(rf"(?P<units>[^;()\n]{{2,120}})\((?P<role>{_ROLE_WORDS})\)(?:;|$)", needs="(")
_ROLE_TAIL = expression(
    rf"(?:按(?:照)?(?:各自)?职责(?:分工)?|共同|分别|具体|全面)?(?P<role>{_ROLE_WORDS})"
    r"(?:推进|实施|组织实施|组织|落实|办理|抓落实|抓好)?(?:单位|部门)?$"
)
_HEAD = expression(
    rf"^(?:中共)?([省市县区州旗镇乡盟](?=[一-鿿])|(?:[一-鿿]{{1,9}}?(?:{_LEVEL}))?(?:{_LEVEL})?)(?=[一-鿿])"
)
_OWN_HEAD = expression(rf"^(?:中共|国家|国网|各|有关|相关|全|沿|驻|[一-鿿]{{0,4}}(?:{_LEVEL}))|公司|集团|银行|等$")
_OWN_PLACE = expression(rf"^(?!城乡|城市|市政)[一-鿿]{{2,3}}?{any_of(words('units', 'field'))}(?:分局|分中心)$")
# Bodies that no city or county heads have their own place in their names, and inherit none: 望溪海事处.
_OWN_BODY = expression(
    r"^[一-鿿]{2,3}(?:海事[局处]|海关|航道[局处段]|水文(?:局|站|中心)|[工机电车供]务段|车站|机场|港务局)$"
)
_UNIT = expression(rf"(?:{_SUFFIX}|分局|支队)(?:\([^()]{{0,30}}\))?(?:等.{{0,8}})?$")
_PLACE = expression(rf"[一-鿿]{_LEVEL}$")
_GENERIC = expression(rf"^(?:{any_of(words('units', 'generic'))})")
_GENERIC_PAIR = expression(
    r"((?:各|有关|相关)[^,;。、]{0,14}(?:\([^()]{0,12}\))?[^,;。、]{0,6}(?:党委|党工委))[、和](?=(?:人民)?政府)"
)
_MASKED = expression(r"^[*＊×某xX]+(?:[局委办区县市镇乡]|分局)?$")
_ETC = expression(r"等(?:\d{1,3}|[一二三四五六七八九十几多]+)?(?:个|家)?[一-鿿]{0,6}$")
_COUNTED = expression(rf"(?<=[一-鿿])(?:\d{{1,2}}|[两二三四五六七八九十]{{1,2}})个?{_LEVEL}$")
_BEFORE = expression(rf"^(?:{any_of(words('units', 'before'))})+(?=[一-鿿]{{2}})")
_SEPARATOR = expression(
    r"[、,;。/\n]| {1,}|(?<=[局委办府处会厅队])(?:和|以及|及|与)(?=[一-鿿])"
    r"|(?<=[一-鿿][省市县区州旗镇乡])(?:和|以及|及|与)(?=(?:[省市县区州]级|[省市县区]直|有关|相关|各(?!自)|职能)[一-鿿]{0,6}(?:部门|单位)(?:$|[、,;。\n]))"
    # 区水利局区城管局: two names that stood on two lines of a cell.
    r"|(?<=[局委办府部室])(?=[省市县区州旗](?![级直]|分局)[一-鿿]{1,9}(?:局|委|办|政府|办公室)(?:$|[、,;(\n]))"
    r"|(?<=[局委办府部室])(?=[一-鿿]{2,3}(?:镇|乡|街道)(?:人民政府|政府|党委|办事处)(?:$|[、,;(\n]))"
    r"|(?<=[一-鿿]{2})(?=会同)|(?<=[局委办府会])(?=商[省市县区州旗镇乡一-鿿]{0,4}[^、,;]{1,8}(?:局|委|办|府|管委会)(?:$|[、,;办落负]))"
)
_JOINING = expression(r"会同|商(?!务|业)")  # 市公安局商市住建局
_GOVERNS = expression(r"(?:委(?:员会)?|党工委|管委会|(?:人民)?政府)$")
_PHONE = expression(r"\((?:联系|监督|举报)?(?:电话|传真|邮箱)[:]?[^()]*\)?$")
_STARS = "★☆▲△●○◆◇"
_WHEN = expression(r"20\d\d ?年|\d{1,2} ?月|\d{1,2} ?日|工作日|立行立改|立知立改|长期坚持|持续推进|年底前?$")
_LONGEST = 40
_SHORTEST_LINE = 2
_NEAR = 2.4
_NONE = {"无", "/", "-", "—", "同上", "暂无"}


@dataclass(frozen=True)
class OfficeTerms:
    """What an office knows of its own units: full name → the short names it uses. Helps to resolve short names."""

    units: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def full_names(self) -> dict[str, str]:
        """Short or full name → full name; a short name that two units share resolves to neither."""
        found: dict[str, str] = {}
        shared: set[str] = set()
        for full, short_names in self.units.items():
            for short in short_names:
                if found.setdefault(short, full) != full:
                    shared.add(short)
        found |= {full: full for full in self.units}
        return {name: full for name, full in found.items() if name not in shared or name in self.units}


def listed(body: Body, start: int, end: int, role: str = "duty") -> list[UnitRef]:
    """The units of a field. `role` holds until the field itself says otherwise (牵头单位:…; …配合)."""
    found: list[UnitRef] = []
    for part, part_role in _by_role(body, Part(start, end), role):
        found += _members(body, part, part_role)
    return _distinct(found)


def names_body(name: str) -> bool:
    """Whether a name ends as those of offices do; a place alone does not."""
    return 2 <= len(name) <= _LONGEST and bool(_UNIT.search(name) or name.endswith(("街道", "镇政府", "乡政府")))


def looks_like_unit(name: str) -> bool:
    if not 2 <= len(name) <= _LONGEST:
        return False
    return bool(_UNIT.search(name) or _PLACE.search(name) or name in words("units", "whole"))


def of_one_place(named: list[UnitRef]) -> bool:
    """One unit, or the party committee and the government of one place: 某县委、县政府."""
    bare = {_GOVERNS.sub("", unit.text) for unit in named}
    return len(bare) == 1 or (len(named) == 2 and all(_GOVERNS.search(unit.text) for unit in named))


def _by_role(body: Body, whole: Part, role: str) -> Iterator[tuple[Part, str]]:
    """Stretches of a field with the role that its inner labels give them."""
    groups = list(_ROLE_GROUP.finditer(body.folded, whole.start, whole.end))
    if len(groups) > 1 and sum(len(group[0]) for group in groups) == whole.end - whole.start:
        yield from ((Part(*group.span("units")), _ROLE_OF[group["role"]]) for group in groups)
        return
    at, current = whole.start, role
    for match in _ROLE_LABEL.finditer(body.folded, whole.start, whole.end):
        if match.start() > at:
            yield Part(at, match.start()), current
        at, current = match.end(), _ROLE_OF[match[1]]
    yield Part(at, whole.end), current


def _members(body: Body, part: Part, role: str) -> list[UnitRef]:
    pieces = list(_pieces(body.folded, part))
    found: list[UnitRef] = []
    head: Quote | None = None
    pending = 0  # members since the last role word: …、…配合 gives its role to all of them
    joined: int | None = None  # members before who joins in
    ended = part.end  # where the last one that is not empty ends
    for piece in pieces:
        name = body.folded[piece.start : piece.end]
        if found and name.strip() and "\n" in body.folded[ended : piece.start] and not _may_be_member(name):
            break  # 责任单位:市公安局⏎水类: the line below is a heading
        ended = piece.end if name.strip() else ended
        if found and _JOINING.match(name):  # 市住建局会同市水务局、市财政局: who joins in helps
            role, joined = "assist", len(found)
        tail = _ROLE_TAIL.search(name)
        bracketed = _ROLE_BEHIND.search(name)
        if bracketed:
            mine = _ROLE_OF[bracketed[0][1:-1]]
            piece = Part(piece.start, piece.start + bracketed.start())
        elif tail and (looks_like_unit(name[: tail.start()]) or not name[: tail.start()]):
            mine = _ROLE_OF[tail["role"]]
            piece = Part(piece.start, piece.start + tail.start())
            told = slice(len(found) - pending, joined)  # 甲会同乙办理: 办理 is told of 甲
            found[told] = [replace(u, role=mine) for u in found[told]]
            mine = mine if joined is None else "assist"
            pending = -1
        else:
            mine = role
        pending += 1
        unit = _unit(body, piece, mine, head, part.start)
        if unit is None:
            continue
        head = _head_of(unit) or head
        found.append(unit)
        if pending < 0:
            pending = 0
    return found


def _may_be_member(name: str) -> bool:
    """Whether a line below a unit may go on the list."""
    bare = name.strip(" \n。;,、:" + _STARS)
    return (
        len(bare) < _SHORTEST_LINE
        or looks_like_unit(bare)
        or bool(
            _ROLE_TAIL.search(bare) or _ROLE_BEHIND.search(bare) or _GENERIC.match(bare) or re.search(r"[()\d*]", bare)
        )
    )


def _pieces(folded: str, part: Part) -> Iterator[Part]:
    """The members of a list; marks inside brackets and in 各…党委、政府 separate nothing."""
    text = folded[part.start : part.end]
    kept = {i for m in re.finditer(r"\([^()]{0,40}\)", text) for i in range(m.start(), m.end())}
    kept |= {m.end() - 1 for m in _GENERIC_PAIR.finditer(text)}
    at = 0
    for match in _SEPARATOR.finditer(text):
        if match.start() in kept:
            continue
        if "\n" in match[0] and _continues(text[at : match.start()], text[match.end() :]):
            continue
        yield Part(part.start + at, part.start + match.start())
        at = match.end()
    yield Part(part.start + at, part.end)


def _continues(before: str, after: str) -> bool:
    """Whether a name goes on behind a line feed: it has no ending yet."""
    before, after = before.rstrip(" \n" + _STARS), after.lstrip(" \n" + _STARS)
    ended = looks_like_unit(before) or bool(_ROLE_TAIL.search(before)) or before.endswith(")")
    return bool(before) and not ended and bool(after) and not _WHEN.match(after)


def _unit(body: Body, piece: Part, role: str, head: Quote | None, listed_from: int) -> UnitRef | None:
    part = body.trimmed(piece.start, piece.end, " \n,;:、。.|)”" + _STARS, " \n,;:、。.|(“" + _STARS)
    if body.folded[part.start : part.end].count("(") > body.folded[part.start : part.end].count(")"):
        part = body.trimmed(piece.start, piece.end, " \n,;:、。.|", " \n,;:、。.|")
    before = _BEFORE.match(body.folded[part.start : part.end])
    if before:
        part = Part(part.start + before.end(), part.end)
    elif joining := piece.start > listed_from and _JOINING.match(body.folded, part.start, part.end):
        part = Part(joining.end(), part.end)
    if phone := _PHONE.search(body.folded, part.start, part.end):  # 市整改办(电话0000-0000000)
        part = Part(part.start, phone.start())
    number = re.match(r"\(?\d{1,2}[.、)]", body.folded[part.start : part.end])
    if number:
        part = Part(part.start + number.end(), part.end)
    name = re.sub(r"\s", "", body.text[part.start : part.end])
    etc = _ETC.search(name)
    if etc and etc.start() >= 2 and (_UNIT.search(name[: etc.start()]) or not etc[0].endswith(("部门", "单位"))):
        part = Part(part.start, part.end - (len(name) - etc.start()))
        name = name[: etc.start()]
    if head is None and (several := _COUNTED.search(name)) and piece.start > listed_from:  # 甲、乙、丙3市
        part = Part(part.start, part.end - len(several[0]))
        name = name[: several.start()]
    if _WHEN.search(name) and not names_body(name):
        return None
    if not 2 <= len(name) <= _LONGEST or name in _NONE or _MASKED.match(name) or not re.search("[一-鿿]", name):
        return None
    span = body.cleaned.source_span(part.start, part.end)
    own = _OWN_HEAD.search(name) or _OWN_PLACE.match(name) or _OWN_BODY.match(name)
    if head and not own and looks_like_unit(name) and "*" not in name:
        name = head.text + name
        # The head proves a part of the name: the range begins with it while it stays near.
        if span.end - head.start <= _NEAR * len(name):
            return UnitRef(name, role, head.start, span.end)
    return UnitRef(name, role, span.start, span.end)


def _head_of(unit: UnitRef) -> Quote | None:
    """The level or place that the next members of the list inherit."""
    if _GENERIC.match(unit.text) or "*" in unit.text:
        return None
    match = _HEAD.match(unit.text)
    return Quote(match[1], unit.start, unit.start + len(match[1])) if match and match[1] else None


def _distinct(units: list[UnitRef]) -> list[UnitRef]:
    kept: dict[tuple[str, str], UnitRef] = {}
    for unit in units:
        kept.setdefault((unit.text, unit.role), unit)
    return list(kept.values())
