"""Problems between quotation marks, as letters, notices and reports name them."""

QUOTED = r"“(?P<problem>(?:[^“”]|“[^“”]{1,60}”){4,400})”"
"""Holds quotations of one level."""
