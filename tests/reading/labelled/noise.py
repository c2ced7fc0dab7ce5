"""Damage as crawled pages carry it, done to a clean text; the label stays that of the clean text."""

import re
from collections.abc import Callable

import opencc

PINYIN = {
    "環": "huán",
    "責": "zé",
    "實": "shí",
    "區": "qū",
    "進": "jìn",
    "領": "lǐng",
    "強": "qiáng",
    "業": "yè",
    "設": "shè",
}
TO_TRADITIONAL = opencc.OpenCC("s2t")
HALF = str.maketrans("，：；（）！？", ",:;()!?")


def traditional(text: str) -> str:
    return str(TO_TRADITIONAL.convert(text))


def pinyin(text: str) -> str:
    """Wants Traditional text; the same characters are annotated everywhere."""
    return "".join(f"{char}({PINYIN[char]})" if char in PINYIN else char for char in text)


def half_width(text: str) -> str:
    return text.translate(HALF)


def commas(text: str) -> str:
    """A second comma after every fifth, and one before every seventh full stop, as a broken converter leaves them."""
    counts = {",": 0, "。": 0}

    def double(match: re.Match[str]) -> str:
        char = match[0]
        counts[char] += 1
        if char == "," and counts[char] % 5 == 0:
            return ",,"
        return ",。" if char == "。" and counts[char] % 7 == 0 else char

    return re.sub("[,。]", double, text)


def slip(text: str) -> str:
    """One byte of the first `。”` that allows it is lost, and the pairs after it are read askew until a low byte ends it."""
    for match in re.finditer("。”", text):
        for length in range(3, 12):
            pieces = text[match.start() : match.start() + length].encode("gbk", "replace")
            if len(pieces) == 2 * length and 0x40 <= pieces[-1] <= 0x7E:
                askew = pieces[1:].decode("gbk", "replace")
                if "\ufffd" not in askew:
                    return text[: match.start()] + "?" + half_width(askew) + text[match.start() + length :]
    raise ValueError("no place for a slip in this text")


def wraps(text: str, width: int = 38) -> str:
    """Lines broken at a fixed width, as copied from a page of print."""
    return "\n".join(line[at : at + width] for line in text.split("\n") for at in range(0, max(len(line), 1), width))


def spaced_labels(text: str) -> str:
    return re.sub("(责任|完成|整改|受理)(单位|时限|目标|措施|编号)(?=：|\n)", r"\1 \2", text)


def widgets(text: str) -> str:
    first, _, rest = text.partition("\n")
    above = "当前位置：首页 > 政务公开 > 正文\n"
    below = "字号：[大] [中] [小]　打印　关闭窗口\n分享到：\n"
    return f"{above}{first}\n{below}{rest}【打印本页】【关闭窗口】\n扫一扫在手机打开当前页\n"


def headlines(text: str) -> str:
    """A list of other places' news under the text: none of it may become an entry."""
    news = (
        "雾岭县启动入河排口整治，要求年底前完成",
        "鹭洲市整改任务完成八成",
        "岚坪区通报三起典型案例",
        "汐口镇集中清运积存垃圾",
    )
    return text + "相关阅读\n" + "".join(f"- {title}2026-0{at + 3}-1{at}\n" for at, title in enumerate(news))


def doubled(text: str) -> str:
    """The title line twice."""
    first, _, rest = text.partition("\n")
    return f"{first}\n{first}\n{rest}"


def masked_spaces(text: str) -> str:
    return "?" + text


def wide_digits(text: str) -> str:
    """Figures as wide as characters, as some editors write them."""
    return text.translate({ord("0") + at: ord("０") + at for at in range(10)})


def nbsp(text: str) -> str:
    """No-break spaces before figures that follow a character, and a zero-width one after each full stop."""
    return re.sub(r"(?<=[^\W\d])(?=\d)", "\u00a0", text).replace("。", "。\u200b")


KINDS: dict[str, Callable[[str], str]] = {
    maker.__name__: maker
    for maker in (
        traditional, pinyin, half_width, commas, slip, wraps, spaced_labels, widgets, headlines, doubled, masked_spaces,
        wide_digits, nbsp,
    )
}  # fmt: skip
