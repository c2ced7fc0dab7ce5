"""Steps that change a document: of its text, of its bytes, of the parts of a package. Each draws what it needs from `rng`."""

import random
import re
from collections.abc import Callable

LARGEST = 120_000  # characters or bytes a step may grow a document to
TOKENS = (
    "\0", "\ud800", "\udfff", "\ufeff", "\u202e", "\u2067", "\u200b\u200d", "\u0301" * 40, "\x1b[2J",
    "\x0b\x0c\x85\u2028", "99999999999999999999999999", "1e999", "-0", "٣٤", "²", "①", "㈠", "〇", "０", "½",
    "零零零零年", "2026年13月45日", "0000年0月0日", "2025年2月30日", "9999年12月31日前", "10000年1月1日",
    "二〇九九年十三月底前", "99999999个工作日内", "每月99日前", "分九百九十九年", "第九千九百九十九万亿项",
    "第十十十十项", "（（（（", "“”“”“", "》》《《", "〔2026〕99999999号", "|", " | ", "||||||||", "\t",
    "\r", "\r\n", "\n\n\n\n", "　", "................", "……", "一、", "（一）", "1.", "①", "责任单位：",
    "整改时限：", "整改目标：", "公示期：", "由由由牵头牵头", "市市市局局局", "、、、、、、", "县区县区县区",
    "(wǎng)", "(", ")", "【", "%", "％％", "100000%", "<p>", "&amp;", "&#0;", "&#xD800;", "&#1114112;", "]]>",
    "<!--", "𠀀", "👩‍👩‍👧", "ﷺ", "ß", "İ", "著", "乾", "?!", "�",
)  # fmt: skip
NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
DRAWING = (b"q ", b"Q ", b"BT ", b"(x) Tj ", b"0 0 m ", b"0 0 1 1 re f ", b"1e30 0 0 1e30 0 0 cm ", b"/F1 1e9 Tf ")
FIGURES = (
    "0",
    "-1",
    "1",
    "65536",
    "1048577",
    "2147483648",
    "4294967295",
    "99999999999999999999",
    "1e309",
    "NaN",
    "",
    "x",
)

TextStep = Callable[[str, random.Random], str]
BytesStep = Callable[[bytes, random.Random], bytes]


def piece(length: int, rng: random.Random, most: int = 400) -> tuple[int, int]:
    """A range somewhere in so many characters, seldom a long one."""
    start = rng.randrange(length + 1)
    return start, min(length, start + rng.randrange(1, rng.choice((4, 40, most))))


def with_token(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(TOKENS) * rng.choice((1, 1, 2, 30)) + text[at:]


def with_many_tokens(text: str, rng: random.Random) -> str:
    for _ in range(rng.randrange(2, 40)):
        text = with_token(text, rng)
    return text[:LARGEST]


def with_long_run(text: str, rng: random.Random) -> str:
    """One token, or a piece of the text itself, thousands of times."""
    start, end = piece(len(text), rng)
    unit = rng.choice((rng.choice(TOKENS), text[start:end])) or "一"
    times = rng.choice((50, 500, 5000, LARGEST)) // max(1, len(unit) // 4)
    run = (unit * times)[: max(0, LARGEST - len(text))]
    return text[:start] + run + text[start:]


def without_piece(text: str, rng: random.Random) -> str:
    start, end = piece(len(text), rng)
    return text[:start] + text[end:]


def cut_short(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text) + 1)]


def shuffled(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    rng.shuffle(lines)
    return "\n".join(lines)


def on_one_line(text: str, rng: random.Random) -> str:
    return text.replace("\n", rng.choice(("", " ", "　", " | ", "。")))


def broken_apart(text: str, rng: random.Random) -> str:
    start, end = piece(len(text), rng)
    return text[:start] + rng.choice(("\n", " ", "\u200b", "|")).join(text[start:end]) + text[end:]


def with_other_figures(text: str, rng: random.Random) -> str:
    return re.sub(r"\d+", lambda m: rng.choice((m[0], m[0], rng.choice(FIGURES), m[0] * 9)), text)


def with_other_marks(text: str, rng: random.Random) -> str:
    marks = "，。：；、“”（）《》|,.:;()<>\n "
    return "".join(rng.choice(marks) if c in marks and rng.random() < 0.2 else c for c in text)


def exchanged(text: str, rng: random.Random) -> str:
    a, b = piece(len(text), rng)
    c, d = piece(len(text), rng)
    return text[:a] + text[c:d] + text[b:]


TEXT: tuple[TextStep, ...] = (
    with_token, with_many_tokens, with_long_run, without_piece, cut_short, shuffled, on_one_line, broken_apart,
    with_other_figures, with_other_marks, exchanged,
)  # fmt: skip


def in_text(step: TextStep) -> BytesStep:
    """A step of text for bytes that hold text."""
    return lambda data, rng: step(data.decode("utf-8", "surrogateescape"), rng).encode("utf-8", "surrogatepass")


def flipped(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 4, 40))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def with_number(data: bytes, rng: random.Random) -> bytes:
    """Four, two or one bytes that say an extreme number."""
    width = rng.choice((1, 2, 4))
    number = (rng.choice(NUMBERS) % (1 << 8 * width)).to_bytes(width, "little" if rng.random() < 0.5 else "big")
    at = rng.randrange(len(data) + 1)
    return data[:at] + number + data[at + width :]


def cut_bytes(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def without_bytes(data: bytes, rng: random.Random) -> bytes:
    start, end = piece(len(data), rng)
    return data[:start] + data[end:]


def repeated(data: bytes, rng: random.Random) -> bytes:
    start, end = piece(len(data), rng)
    times = rng.choice((2, 20, 2000))
    return data[:start] + (data[start:end] * times)[:LARGEST] + data[end:]


def moved(data: bytes, rng: random.Random) -> bytes:
    a, b = piece(len(data), rng)
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[a:b] + data[at:]


def with_figures(data: bytes, rng: random.Random) -> bytes:
    """A few of the numbers that are written out, made extreme."""
    found = list(re.finditer(rb"-?\d+(?:\.\d+)?", data))
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 3, 12)))), key=lambda m: -m.start()):
        data = data[: match.start()] + rng.choice(FIGURES).encode() + data[match.end() :]
    return data


BYTES: tuple[BytesStep, ...] = (flipped, with_number, cut_bytes, without_bytes, repeated, moved)


def nested(data: bytes, rng: random.Random) -> bytes:
    """An element of markup inside itself, again and again."""
    tags: list[bytes] = re.findall(rb"<([A-Za-z][\w:.-]*)[ >]", data)
    if not tags:
        return data
    tag, depth = rng.choice(tags), rng.choice((3, 60, 300, 4000))
    found = rng.choice(list(re.finditer(rb"<" + re.escape(tag) + rb"[ >]", data)))
    end = data.find(b"</" + tag + b">", found.start())
    if end < 0:
        return data[: found.start()] + (b"<" + tag + b">") * depth + data[found.start() :]
    inner = data[found.start() : end]
    wrapped = (b"<" + tag + b">") * depth + inner + (b"</" + tag + b">") * depth
    return data[: found.start()] + wrapped + data[end:]


def multiplied(data: bytes, rng: random.Random) -> bytes:
    """A whole element many times."""
    tags: list[bytes] = re.findall(rb"<([A-Za-z][\w:.-]*)[ >]", data)
    if not tags:
        return data
    tag = re.escape(rng.choice(tags))
    found = list(re.finditer(rb"<" + tag + rb"[ >].{0,4000}?</" + tag + rb">", data, re.DOTALL))
    if not found:
        return data
    match = rng.choice(found)
    times = min(rng.choice((2, 20, 400)), LARGEST // len(match[0]) + 1)
    return data[: match.end()] + match[0] * times + data[match.end() :]


def without_element(data: bytes, rng: random.Random) -> bytes:
    found = list(re.finditer(rb"<([A-Za-z][\w:.-]*)[ >].{0,4000}?</\1>|<[^<>]*>", data, re.DOTALL))
    if not found:
        return data
    match = rng.choice(found)
    return data[: match.start()] + data[match.end() :]


def with_attribute(data: bytes, rng: random.Random) -> bytes:
    """An attribute's value made extreme, or endlessly long."""
    found = list(re.finditer(rb'="[^"]*"', data))
    if not found:
        return data
    match = rng.choice(found)
    value = rng.choice((*(f.encode() for f in FIGURES), b"9" * 50_000, b"&lt;" * 1000, b"A1:XFD1048576", "序".encode()))
    return data[: match.start()] + b'="' + value + b'"' + data[match.end() :]


def with_entities(data: bytes, rng: random.Random) -> bytes:
    """Declared entities that refer to one another, to a file, and to themselves."""
    laughs = b"<!ENTITY a 'ha'>" + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 9) for n in range(1, 9))
    own = rng.choice((laughs, b"<!ENTITY a8 SYSTEM 'file:///etc/hostname'>", b"<!ENTITY a8 '&a8;'>"))
    head = re.match(rb"\s*<\?xml[^>]*>", data)
    at = head.end() if head else 0
    text = data.find(b"</", at)
    return data[:at] + b"<!DOCTYPE x [" + own + b"]>" + data[at:text] + b"&a8;" + data[text:]


MARKUP: tuple[BytesStep, ...] = (
    nested, multiplied, without_element, with_attribute, with_entities, with_figures, *(in_text(step) for step in TEXT),
)  # fmt: skip


def with_references(data: bytes, rng: random.Random) -> bytes:
    """Objects of a PDF that refer to others than they should, to themselves too."""
    found = list(re.finditer(rb"\b(\d+) 0 R", data))
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 2, 6)))), key=lambda m: -m.start()):
        data = data[: match.start()] + b"%d 0 R" % rng.randrange(12) + data[match.end() :]
    return data


def with_keys(data: bytes, rng: random.Random) -> bytes:
    """One name of a PDF for another."""
    found = list(re.finditer(rb"/[A-Za-z]+", data))
    if len(found) < 2:
        return data
    one, other = rng.sample(found, 2)
    return data[: one.start()] + other[0] + data[one.end() :]


def with_operators(data: bytes, rng: random.Random) -> bytes:
    """Drawing in a page that no writer would write."""
    at = data.find(b"stream\n") + 7
    drawing = rng.choice(DRAWING)
    return data[:at] + drawing * rng.choice((1, 30, 9000)) + data[at:]


PDF: tuple[BytesStep, ...] = (*BYTES, with_figures, with_references, with_references, with_keys, with_operators)


def of_parts(parts: dict[str, bytes], rng: random.Random) -> dict[str, bytes]:
    """One part of a package changed, taken away, exchanged for another, or called otherwise."""
    if not parts:
        return parts
    fresh, names = dict(parts), sorted(parts)
    telling = [name for name in names if "/" in name and not name.endswith((".jpeg", ".png"))] or names
    name, other = rng.choice(telling), rng.choice(names)
    chance = rng.random()
    if chance < 0.75:
        fresh[name] = rng.choice(MARKUP)(fresh[name], rng)
    elif chance < 0.85:
        fresh[name] = rng.choice(BYTES)(fresh[name], rng)
    elif chance < 0.9:
        del fresh[name]
    elif chance < 0.95:
        fresh[name] = fresh[other]
    else:
        fresh[rng.choice(("../" + name, "/" + name, name.upper(), "word/document.xml", "OFD.xml"))] = fresh.pop(name)
    return fresh


def of_records(records: list[bytes], rng: random.Random) -> list[bytes]:
    """Records of an old workbook changed, doubled, dropped, or in another order."""
    if not records:
        return records
    fresh, at, chance = list(records), rng.randrange(len(records)), rng.random()
    if chance < 0.6:
        fresh[at] = rng.choice(BYTES)(fresh[at], rng)
    elif chance < 0.7:
        del fresh[at]
    elif chance < 0.8:
        fresh[at:at] = [fresh[at]] * rng.choice((1, 30, 1000))
    elif chance < 0.9:
        rng.shuffle(fresh)
    else:
        kind = rng.choice((0x06, 0x0A, 0x7D, 0x85, 0xE5, 0xFC, 0x3C, 0x204, 0x203, 0x208, 0x809, 0xFD, 0xBD))
        fresh[at] = kind.to_bytes(2, "little") + fresh[at][2:]
    return fresh
