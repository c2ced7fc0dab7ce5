"""Pronunciation in brackets behind a character, put there against copying: 網(wǎng). Strings in capitals or without
a tone mark, such as (PM2.5), (VOCs) or (EPC), are not pronunciation and stay."""

from bihuan.reading.cleaning.cleaned import Cleaned, Edit
from bihuan.reading.expressions import expression
from bihuan.reading.vocabulary import mapping

_TONED = expression(
    r"(?<=[\u3400-\u9fffA-Z])\(([a-zü]{0,5}[āáǎàăēéěèĕīíǐìĭōóǒòŏūúǔùŭǖǘǚǜńňǹḿ][a-zü]{0,4}) ?\)", needs="("
)
_TONELESS = expression(r"([\u3400-\u9fff])\(([a-z]{2,4})\)")
_ENOUGH = 5  # annotations that show the page is annotated throughout


def annotations(cleaned: Cleaned) -> list[Edit]:
    edits = [Edit(*m.span()) for m in _TONED.finditer(cleaned.folded)]
    if len(edits) < _ENOUGH:
        return edits
    neutral = mapping("noise", "neutral")
    edits += [
        Edit(m.start(2) - 1, m.end()) for m in _TONELESS.finditer(cleaned.folded) if m[1] in neutral.get(m[2], ())
    ]
    return sorted(edits, key=lambda edit: edit.start)
