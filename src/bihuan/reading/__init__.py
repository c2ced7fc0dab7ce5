"""Documents in, ledger entries out, each with the characters that prove it. Knows no framework."""

from bihuan.reading.reader import read
from bihuan.reading.result import Reading
from bihuan.reading.units import OfficeTerms

__all__ = ["OfficeTerms", "Reading", "read"]
