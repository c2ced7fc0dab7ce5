"""Characters that Word draws: by their number in a font of symbols, and figures in a ring by a field."""

import re

from bihuan.reading.expressions import expression

# A figure in a ring is drawn by a field: eq \o\ac(○,3).
RING = expression(r"(?i:eq)\s*\\o\s*(?:\\a[clr])?\s*\(\s*[○〇◯]\s*[,，;；]\s*(\d{1,2})\s*\)")
RINGED = 20  # the last figure that has a character of its own in a ring
SYMBOLS = {
    "Wingdings": {
        "F0FE": "☑",
        "F0FD": "☒",
        "F0A8": "☐",
        "F06F": "☐",
        "F0FC": "✓",
        "F0FB": "✗",
        "F06C": "●",
        "F0D8": "➢",
    },
    "Wingdings 2": {"F052": "☑", "F053": "☒", "F0A3": "☐", "F050": "✓", "F04F": "✗"},
    "Symbol": {"F0B7": "·", "F0A3": "≤", "F0B3": "≥", "F0B4": "×", "F0B1": "±", "F06D": "μ"},
}


def ringed(instruction: str) -> str:
    """What a field shows that keeps no result: a figure in a ring; nothing for any other field."""
    ring = RING.search(instruction)
    if ring is None:
        return ""
    number = int(ring[1])
    return chr(ord("①") + number - 1) if 0 < number <= RINGED else f"({number})"


def symbol(font: str, number: str) -> str:
    """A character by its hexadecimal number in a font; the ticked and empty boxes of forms are the usual ones. Nothing where
    it is not known."""
    number = number.upper()
    if number in SYMBOLS.get(font, {}):
        return SYMBOLS[font][number]
    code = int(number, 16) if re.fullmatch("[0-9A-F]{2,4}", number) else 0
    return chr(code) if 0x20 < code < 0xD800 else ""
