"""Radicals and compatibility forms where a character is meant: a PDF whose font tells them so is copied as 污⽔ for 污水,
⻓期 for 长期. They look alike and are other characters, which no word of a document is then found by."""

import unicodedata

from bihuan.reading.cleaning.cleaned import Cleaned, Edit
from bihuan.reading.expressions import expression

# Kangxi radicals and compatibility ideographs say themselves which character they stand for; of the supplementary
# radicals only two do. These are whole characters of ordinary text.
_RADICALS = "⺝⺟⺠⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻱⻳"
_CHARACTERS = "月母民西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟龟"
_STANDS_FOR = dict(zip(_RADICALS, _CHARACTERS, strict=True))
_ALIKE = expression("[\u2e80-\u2fdf\uf900-\ufaff]")


def characters(cleaned: Cleaned) -> list[Edit]:
    """Each by the character it stands for; what stands for none stays."""
    edits = []
    for match in _ALIKE.finditer(cleaned.text):
        meant = _STANDS_FOR.get(match[0]) or unicodedata.normalize("NFKC", match[0])
        if meant != match[0]:
            edits.append(Edit(*match.span(), meant))
    return edits
