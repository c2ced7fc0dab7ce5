"""What words say that stand alone, such as the cell of a table: the grammar without a document around them."""

from functools import lru_cache

from bihuan.reading.body import Body
from bihuan.reading.cleaning import clean
from bihuan.reading.days import deadlines
from bihuan.reading.document import Document
from bihuan.reading.result import Deadline
from bihuan.reading.source import Page, Source
from bihuan.reading.who.units import OfficeTerms


@lru_cache(maxsize=4096)  # a column says the same few things over and over
def time_limits(text: str) -> tuple[Deadline, ...]:
    """Every time limit in words that are known to be one, the one that counts first: the latest day, else a duration,
    立行立改, 长期坚持. Places are characters of `text`. Empty where the words say none."""
    source = Source("", "", "text/plain", text, (Page(1, 0, len(text)),))
    days = Document(source, Body(clean(text).cleaned), OfficeTerms()).days
    found = deadlines.all_labelled(days, 0, len(days.body.folded))
    return tuple(deadlines.quoted(days, due) for due in found)
