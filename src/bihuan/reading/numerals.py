"""Numbers as Chinese writes them."""

DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "○": "0",
    "零": "0",
    "O": "0",
    "0": "0",
    "两": "2",
}
"""Characters of a number → digits."""
COUNT = r"(?:\d{1,3}|[一二三四五六七八九十两]{1,3})"
"""A small number in figures or in words, for patterns."""


def cn_number(text: str) -> int:
    """十 → 10, 二十五 → 25, 两 → 2, 12 → 12; 0 where it is no number."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return int(DIGITS.get(tens, "1")) * 10 + int(DIGITS.get(ones, "0"))
    digits = "".join(DIGITS.get(c, "") for c in text)
    return int(digits) if digits and len(digits) == len(text) else 0
