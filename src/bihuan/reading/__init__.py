"""Documents in, ledger entries out, each with the characters that prove it. Knows no framework."""

from bihuan.reading.limits import Limits
from bihuan.reading.opening import open_source
from bihuan.reading.reader import read
from bihuan.reading.result import Reading
from bihuan.reading.source import Source, UnreadableError
from bihuan.reading.units import OfficeTerms

__all__ = ["Limits", "OfficeTerms", "Reading", "Source", "UnreadableError", "open_source", "read"]
