"""The reader's words, as data: one TOML file a subject. A missing word is added there, never in a pattern."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import cast


@cache
def load(subject: str) -> dict[str, object]:
    """The table of `subject`.toml."""
    return tomllib.loads(files(__name__).joinpath(f"{subject}.toml").read_text(encoding="utf-8"))


@cache
def words(subject: str, key: str) -> tuple[str, ...]:
    """A list of words, in the order of the file."""
    return tuple(cast(list[str], load(subject)[key]))


@cache
def mapping(subject: str, key: str) -> dict[str, tuple[str, ...]]:
    """A table of lists of words: code → words."""
    return {code: tuple(listed) for code, listed in cast(dict[str, list[str]], load(subject)[key]).items()}


@cache
def table(subject: str) -> dict[str, tuple[str, ...]]:
    """A file that is nothing but lists: code → words."""
    return {key: words(subject, key) for key in load(subject)}


def any_of(*groups: tuple[str, ...]) -> str:
    """A pattern that matches the longest of the words."""
    every = sorted({w for group in groups for w in group}, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(w) for w in every) + ")"
