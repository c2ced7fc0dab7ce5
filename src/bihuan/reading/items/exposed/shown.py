"""What a warning film shows, told where it stands and not by words of fault: the lines of a list that the title announces, or
what follows the words that say what the film shows, each of some place or thing."""

import re
from collections.abc import Iterator
from itertools import pairwise

from bihuan.reading.body import Part
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import CONCRETE, LACKS, OTHER_HEADING
from bihuan.reading.items.answerable import blamed
from bihuan.reading.items.draft import Draft
from bihuan.reading.numerals import cn_number
from bihuan.reading.result import UnitRef
from bihuan.reading.who import places

_NAMES = r"(?:披露|曝光|点[到名了出]|通报|移交|反映|显示|指出)"
_LIST = expression(rf"(?:{_NAMES}[^,。\n]{{0,12}}问题|问题清单)(?:清单|情况)?(?=\n|$)")
_SEVERAL = expression(
    rf"(?:{_NAMES}|涉及)了?(?P<place>(?!我|本|全)[一-鿿]{{2,5}}(?:市|县|区|州|旗|镇))?[^。:;\n]{{0,24}}[\d一二两三四五六七八九十几多]+个[^。:;\n]{{0,12}}问题(?:[:。]|如下|,分别是)"
)
# 片中披露:甲;乙;丙。 没有真改:甲、乙。
_STRUNG = expression(
    rf"(?:{_NAMES}|问题|没有真改|有|是)[^。:;\n]{{0,12}}:(?=[^。:;\n“”]{{6,60}}[;、,][^。:\n]{{6,}})", needs=":"
)
_MARKED = expression(
    r"[ ]*(?P<number>[一二三四五六七八九十]{1,3}、|\d{1,3}[.、]|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]是)[ ]*"
)
_NO_FAULT = expression(
    r"要|应|须|将|会议|各|有关|相关|下一步|一年来|全市|全县|全省|大家|参会|与会|记者|来源|发布|时间|编辑|责编|提高|强化|加强|压实|深化|落实|坚持|严格|推动|抓"
    r"|[^,。]{0,16}(?:指出|强调|要求|表示)[,:]"
)
_COUNTS_BELOW = expression(
    r"(?:有|为|共|是|涉及)[^。:,\n]{0,10}?(?P<count>\d{1,2}|[二两三四五六七八九十]{1,2})[个处项条家起][^。:,\n]{0,8}:\Z",
    needs=":",
)
_FEWEST = 2
_SHORTEST = 8
_LONGEST = 60


def read(document: Document) -> list[Draft]:
    """One draft for each member, where at least two stand together and most are of a place or a thing at fault."""
    for members in (_strung(document), _listed(document)):
        found = [item for part, number in members if (item := _draft(document, part, number))]
        telling = sum(_tells(document, item.problem) for item in found)
        if len(found) >= max(_FEWEST, len(members)) and telling * 2 > len(found):
            _add_place(document, found)
            return found
    return []


def _add_place(document: Document, found: list[Draft]) -> None:
    """The place of which the page says that several of its problems are shown, where none names its own."""
    told = _SEVERAL.search(document.body.folded)
    if told and told["place"] and not any(item.units for item in found):
        span = document.body.cleaned.source_span(*told.span("place"))
        for item in found:
            item.units = [UnitRef(told["place"], "duty", span.start, span.end)]


def _strung(document: Document) -> list[tuple[Part, Part | None]]:
    """What stands between semicolons, or between 、 or commas where each names its place, behind a colon."""
    body = document.body
    for match in _STRUNG.finditer(body.folded, document.title.end if document.title else 0):
        sentence = re.compile(r"[^。\n]+").match(body.folded, match.end())
        end = sentence.end() if sentence else match.end()
        for mark in ";、,":
            parts = [
                body.trimmed(start, stop, " \n。;、,") for start, stop in _between(body.folded, match.end(), end, mark)
            ]
            if len(parts) >= _FEWEST and (mark == ";" or all(_names_place(document, part) for part in parts)):
                return [(part, None) for part in parts]
    return []


def _between(folded: str, start: int, end: int, mark: str) -> Iterator[tuple[int, int]]:
    cuts = [start - 1, *(at for at in range(start, end) if folded[at] == mark), end]
    return ((a + 1, b) for a, b in pairwise(cuts))


def _listed(document: Document) -> list[tuple[Part, Part | None]]:
    """The lines with marks in a row, of which a title or the words before them say that they are what is shown; of a list
    without marks every line that names its place."""
    body = document.body
    after = document.title.end if document.title else 0
    lines = [line for line in body.lines if line.start >= after]
    titled = bool(document.title and _LIST.search(body.folded, document.title.start, document.title.end))
    marked = [(line, match) for line in lines if (match := _MARKED.match(body.folded, line.start, line.end))]
    if marked:
        told = titled or _SEVERAL.search(body.folded, after, marked[0][0].start)
        return [(_opening(document, match.end(), line), Part(*match.span("number"))) for line, match in marked if told]
    if below := _counted_below(document, lines):
        return below
    bare = [line for line in lines if _names_place(document, line) and not body.seen(line).endswith("。")]
    return [(line, None) for line in bare] if titled and len(bare) * 2 > len(lines) else []


def _counted_below(document: Document, lines: list[Part]) -> list[tuple[Part, Part | None]]:
    """As many lines as the one above them says there are: 涉及我师的有3个:⏎…⏎…⏎…."""
    for k, line in enumerate(lines):
        counts = _COUNTS_BELOW.search(document.body.folded, line.start, line.end)
        below = lines[k + 1 : k + 1 + cn_number(counts["count"])] if counts else []
        if counts and len(below) == cn_number(counts["count"]) >= _FEWEST:
            return [(_opening(document, one.start, one), None) for one in below]
    return []


def _opening(document: Document, start: int, line: Part) -> Part:
    sentence = next(document.body.sentences(start, line.end), Part(start, line.end))
    return document.body.trimmed(sentence.start, sentence.end, " \n。;")


def _draft(document: Document, part: Part, number: Part | None) -> Draft | None:
    body = document.body
    seen = body.seen(part)
    if not _SHORTEST <= len(seen) <= _LONGEST or _NO_FAULT.match(seen) or OTHER_HEADING.search(seen):
        return None
    item = Draft(part, "listed", units=blamed.opening(document, part) or places.in_title(body, document.title))
    if number and not body.seen(number).endswith("是"):
        item.number = body.trimmed(number.start, number.end, " 、.")
    return item


def _tells(document: Document, part: Part) -> bool:
    seen = document.body.seen(part)
    return bool(LACKS.search(seen) or CONCRETE.search(seen)) or _names_place(document, part)


def _names_place(document: Document, part: Part) -> bool:
    return bool(blamed.opening(document, part))
