"""Patterns that wait for a text: none is compiled before, each can be, and each says what `re` says."""

import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan import reading
from bihuan.reading import kinds
from bihuan.reading.expressions import compile_now, expression, waiting

SOURCE = Path(reading.__file__).parents[2]


def named() -> Iterator[tuple[str, Any]]:
    """Everything that a module of the reader names, with its place, and the cues of its vocabulary."""
    for found in pkgutil.walk_packages(reading.__path__, f"{reading.__name__}."):
        for name, thing in vars(import_module(found.name)).items():
            yield f"{found.name}.{name}", thing
    for cue in kinds._cues():
        yield f"{cue.kind}: {cue.pattern.pattern}", cue.pattern


NEEDY: dict[str, Any] = {
    place: thing for place, thing in named() if isinstance(thing, type(expression(""))) and vars(thing)["needs"]
}
PARSER = import_module("re._parser")
FEW = 8  # characters of a set that are told one by one


def test_no_module_of_the_reader_compiles_a_pattern_while_it_is_loaded() -> None:
    compiled = [place for place, thing in named() if isinstance(thing, re.Pattern)]
    assert compiled == [], "write these with bihuan.reading.expressions.expression instead of re.compile"


def test_every_pattern_of_the_reader_can_be_compiled() -> None:
    list(named())
    compile_now(waiting())
    assert not waiting()


def test_a_process_that_explains_itself_loads_nothing_of_the_grammar() -> None:
    asked = "import sys; import bihuan.cli; bihuan.cli.parser(); print('bihuan.reading.expressions' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", asked], env={"PYTHONPATH": str(SOURCE)}, capture_output=True, check=True
    )
    assert said.stdout.split() == [b"False"]


def test_a_waiting_pattern_says_what_a_compiled_one_says() -> None:
    waits, made = expression(r"(?P<year>\d{4})年"), re.compile(r"(?P<year>\d{4})年")
    text = "2025年至2027年"
    assert waits.pattern == made.pattern
    assert [m.span() for m in waits.finditer(text)] == [m.span() for m in made.finditer(text)]
    assert waits.sub("", text) == made.sub("", text)
    assert (waits.split(text), waits.findall(text)) == (made.split(text), made.findall(text))
    assert expression(rb"\d+").fullmatch(b"12", 0, 2)
    assert (waits.groups, dict(waits.groupindex)) == (1, {"year": 1})


@given(text=st.text("2年末底x", max_size=8), start=st.integers(0, 8), end=st.integers(0, 8))
def test_a_pattern_with_a_need_says_what_it_says_without(text: str, start: int, end: int) -> None:
    needy, made = expression("2年?[末底]|年底", needs=("末", "底")), re.compile("2年?[末底]|年底")
    assert [m.span() for m in needy.finditer(text, start, end)] == [m.span() for m in made.finditer(text, start, end)]
    for tried in ("search", "match", "fullmatch"):
        found, expected = getattr(needy, tried)(text, start, end), getattr(made, tried)(text, start, end)
        assert (found and found.span()) == (expected and expected.span())


@pytest.mark.parametrize("place", NEEDY)
def test_whatever_a_pattern_matches_holds_what_it_needs(place: str) -> None:
    needy = NEEDY[place]
    without = [told for told in wordings(PARSER.parse(needy.pattern)) if not any(word in told for word in needy.needs)]
    assert without == []


@pytest.mark.parametrize(
    ("pattern", "need", "without"),
    [
        (r"20[12]\d年(?:底|末)|年内?", "年底", ["201?年末", "202?年末", "年?"]),
        ("(?:有限责任|股份有限)公司", "限公司", ["有限责任公司"]),
        (" {2,}|(?=月底)月|年(?<=今年)", "月底", ["  ?", "年"]),
    ],
)
def test_a_need_that_some_match_does_not_hold_is_seen(pattern: str, need: str, without: list[str]) -> None:
    assert [told for told in wordings(PARSER.parse(pattern)) if need not in told] == without


def wordings(parsed: Iterable[tuple[Any, Any]]) -> list[str]:
    """What every match of a parsed pattern holds, alternative by alternative; ? stands for anything and for nothing."""
    told = [""]
    for kind, inner in parsed:
        told = [before + one for before in told for one in _wordings(str(kind), inner)]
        assert len(told) < 200_000, "too many alternatives to tell what they have in common"
    return sorted(set(told))


def _wordings(kind: str, inner: Any) -> list[str]:
    if kind == "LITERAL":
        return [chr(inner)]
    if kind == "BRANCH":
        return [one for branch in inner[1] for one in wordings(branch)]
    if kind == "SUBPATTERN":
        return wordings(inner[3])
    if kind in ("MAX_REPEAT", "MIN_REPEAT") and inner[0]:
        told = wordings(inner[2])
        return [f"{told[0] * inner[0]}?"] if len(told) == 1 else [f"{one}?" for one in told]
    if kind == "IN" and len(inner) <= FEW and all(str(each) == "LITERAL" for each, _ in inner):
        return [chr(each) for _, each in inner]
    if kind == "ASSERT" and inner[0] > 0:  # what stands ahead is within the end of what is searched
        return [f"?{one}?" for one in wordings(inner[1])]
    return [""] if kind in ("AT", "ASSERT", "ASSERT_NOT") else ["?"]
