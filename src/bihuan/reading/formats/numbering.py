"""The numbers Word writes before paragraphs, which stand nowhere in the text: 一、 （二） 3. ④."""

from dataclasses import dataclass, field

from lxml import etree

from bihuan.reading.formats.package import attribute, child, children

DIGITS = "〇一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
COUNTING = (
    "chineseCounting",
    "chineseCountingThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseCounting",
)
DIGIT_BY_DIGIT = ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital")
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
LEVELS = 9


def written(number: int, style: str) -> str:
    """`number` in one of Word's numbering styles; decimal for those not known here."""
    if style in COUNTING:
        return chinese_number(number)
    if style in DIGIT_BY_DIGIT:
        return "".join(DIGITS[int(digit)] for digit in str(number))
    if style.startswith("chineseLegal") or style == "ideographLegalTraditional":
        return chinese_number(number, LEGAL_DIGITS, "拾佰仟")
    if style in ("ideographTraditional", "ideographZodiac"):
        marks = STEMS if style == "ideographTraditional" else BRANCHES
        return marks[(number - 1) % len(marks)]
    if style in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * min(1 + (number - 1) // 26, 10)
        return letter if style == "upperLetter" else letter.lower()
    if style in ("upperRoman", "lowerRoman"):
        return roman(number) if style == "upperRoman" else roman(number).lower()
    return _enclosed(number, style)


def _enclosed(number: int, style: str) -> str:
    firsts = {
        "decimalEnclosedCircle": "①",
        "decimalEnclosedCircleChinese": "①",
        "decimalEnclosedParen": "⑴",
        "decimalEnclosedFullstop": "⒈",
    }
    if style in firsts and 1 <= number <= 20:
        return chr(ord(firsts[style]) + number - 1)
    if style == "ideographEnclosedCircle" and 1 <= number <= 10:
        return chr(ord("㊀") + number - 1)
    if style.startswith("decimalFullWidth"):
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    return f"{number:02d}" if style == "decimalZero" else str(number)


def chinese_number(number: int, digits: str = DIGITS, tens: str = "十百千") -> str:
    """1 to 9999 as Chinese counts them (十二, 一百零三); the digits one by one beyond."""
    if not 0 < number < 10_000:
        return "".join(digits[int(digit)] for digit in str(abs(number)))
    parts, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            parts += ("零" if gap and parts else "") + digits[digit] + (tens[place - 1] if place else "")
        gap = not digit
    return parts[1:] if parts.startswith("一十") else parts


def roman(number: int) -> str:
    parts, rest = "", min(max(number, 0), 3999)
    for value, sign in ROMAN:
        parts += sign * (rest // value)
        rest %= value
    return parts


@dataclass(frozen=True, slots=True)
class Level:
    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    restart: int | None = None
    decimal_only: bool = False


@dataclass(slots=True)
class Numbering:
    """All lists of a document, and how far each has counted."""

    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract_of: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, dict[int, int]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, number_id: str, level: int) -> str:
        """The next number of the list at this level, as it is printed; nothing for bullets and unknown lists."""
        abstract = self.abstract_of.get(number_id, "")
        levels = self.lists.get(f"{number_id}!") or self.lists.get(abstract, {})
        if level not in levels:
            return ""
        counter = self.counters.setdefault(abstract, {})
        self._begin(number_id, counter)
        counter[level] = counter[level] + 1 if level in counter else levels[level].start
        for deeper in [n for n in counter if n > level and _restarts(levels.get(n), level)]:
            del counter[deeper]
        return _print(levels, level, counter)

    def _begin(self, number_id: str, counter: dict[int, int]) -> None:
        if number_id not in self.begun:
            self.begun.add(number_id)
            for level, start in self.overrides.get(number_id, {}).items():
                counter[level] = start - 1


def _restarts(deeper: Level | None, level: int) -> bool:
    """A level begins again after any higher one, unless told after which (0: never)."""
    return deeper is None or deeper.restart is None or level < deeper.restart


def _print(levels: dict[int, Level], level: int, counter: dict[int, int]) -> str:
    own = levels[level]
    if own.style in ("bullet", "none"):
        return ""
    label = own.pattern
    for place, spec in levels.items():
        style = "decimal" if own.decimal_only and place != level else spec.style
        label = label.replace(f"%{place + 1}", written(counter.get(place, spec.start), style))
    return label.strip()


def read_numbering(root: etree._Element) -> Numbering:
    """From `numbering.xml`. A list that points at a list style is kept under that style's name."""
    numbering = Numbering()
    links = {}
    for node in children(root, "abstractNum"):
        name = attribute(node, "abstractNumId")
        numbering.lists[name] = _levels(node)
        if (link := attribute(child(node, "numStyleLink"), "val")) and not numbering.lists[name]:
            links[name] = link
        if style := attribute(child(node, "styleLink"), "val"):
            numbering.lists[f"style:{style}"] = numbering.lists[name]
    for name, link in links.items():
        numbering.lists[name] = numbering.lists.get(f"style:{link}", {})
    for node in children(root, "num"):
        _read_instance(numbering, node)
    return numbering


def _read_instance(numbering: Numbering, node: etree._Element) -> None:
    name, abstract = attribute(node, "numId"), attribute(child(node, "abstractNumId"), "val")
    numbering.abstract_of[name] = abstract
    replaced = dict(numbering.lists.get(abstract, {}))
    starts = {}
    for override in children(node, "lvlOverride"):
        level = whole(attribute(override, "ilvl"), 0)
        replaced |= _levels(override)
        start = attribute(child(override, "startOverride"), "val")
        if start:
            starts[level] = whole(start, 1)
    if replaced != numbering.lists.get(abstract):
        numbering.lists[f"{name}!"] = replaced
    numbering.overrides[name] = starts


def _levels(node: etree._Element) -> dict[int, Level]:
    levels = {}
    for level in children(node, "lvl"):
        restart = attribute(child(level, "lvlRestart"), "val")
        levels[min(whole(attribute(level, "ilvl"), 0), LEVELS - 1)] = Level(
            start=whole(attribute(child(level, "start"), "val"), 1),
            style=attribute(child(level, "numFmt"), "val", "decimal"),
            pattern=attribute(child(level, "lvlText"), "val")[:40],
            restart=whole(restart, 0) if restart else None,
            decimal_only=child(level, "isLgl") is not None,
        )
    return levels


def whole(text: str, default: int) -> int:
    """A small whole number of an attribute; the default where it is none."""
    return int(text) if text.isdecimal() and len(text) < 7 else default
