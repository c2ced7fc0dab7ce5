"""Figures above the line: 10 with a small 3 is ten to the third, and not 103."""

from bihuan.reading.expressions import expression

_RAISED = str.maketrans("0123456789-−+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁺")
_EXPONENT, _FIGURE = expression(r" *[-−+]?[0-9]+ *"), expression(r"[0-9]\Z")


def raised(text: str, before: str) -> str:
    """Raised `text` behind `before`: a figure behind a figure in the characters that stand above the line, all else as is."""
    return text.strip().translate(_RAISED) if _EXPONENT.fullmatch(text) and _FIGURE.search(before) else text
