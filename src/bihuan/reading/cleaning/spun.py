"""Terms of the field for which a machine put synonyms: a doubt with the word that must have stood there."""

import re
from collections.abc import Iterator
from functools import cache

from bihuan.reading.cleaning.cleaned import Cleaned
from bihuan.reading.expressions import expression
from bihuan.reading.result import Doubt
from bihuan.reading.vocabulary import mapping


def doubts(cleaned: Cleaned) -> Iterator[Doubt]:
    """The wording itself is left alone: what else the machine changed nobody knows."""
    for term, pattern in _patterns().items():
        for match in pattern.finditer(cleaned.folded):
            span = cleaned.source_span(*match.span())
            yield Doubt(match[0], span.start, span.end, "疑为机器改写的词语，请对照原文核对", term)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {term: expression("|".join(spun)) for term, spun in mapping("noise", "spun").items()}
