"""The invented city's own documents of one day, made and read once in a process."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from bihuan.demo.documents import Sample, sample_documents
from bihuan.reading import Reading, open_source, read

DAY = date(2026, 11, 21)


@cache
def samples() -> Mapping[str, tuple[Sample, bytes]]:
    """Of each by its name: what a reader must find in it, and its content."""
    return {sample.name: (sample, content) for sample, content in sample_documents(DAY)}


@cache
def readings() -> Mapping[str, Reading]:
    return {name: read(open_source(content, name)) for name, (_sample, content) in samples().items()}
