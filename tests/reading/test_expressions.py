"""Patterns that wait for a text: none is compiled before, each can be, and each says what `re` says."""

import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

from bihuan import reading
from bihuan.reading import expressions
from bihuan.reading.expressions import compile_all, expression


def rooms() -> list[ModuleType]:
    return [import_module(found.name) for found in pkgutil.walk_packages(reading.__path__, f"{reading.__name__}.")]


def test_no_module_of_the_reader_compiles_a_pattern_while_it_is_loaded() -> None:
    compiled = [f"{m.__name__}.{name}" for m in rooms() for name, it in vars(m).items() if isinstance(it, re.Pattern)]
    assert compiled == [], "write these with bihuan.reading.expressions.expression instead of re.compile"


def test_every_pattern_of_the_reader_can_be_compiled() -> None:
    rooms()
    compile_all()
    assert not expressions._waiting


def test_a_process_that_explains_itself_loads_nothing_of_the_grammar() -> None:
    asked = "import sys; import bihuan.cli; bihuan.cli.parser(); print('bihuan.reading.expressions' in sys.modules)"
    source = Path(reading.__file__).parents[2]
    said = subprocess.run(
        [sys.executable, "-c", asked], env={"PYTHONPATH": str(source)}, capture_output=True, check=True
    )
    assert said.stdout.split() == [b"False"]


def test_a_waiting_pattern_says_what_a_compiled_one_says() -> None:
    waits, made = expression(r"(?P<year>\d{4})年"), re.compile(r"(?P<year>\d{4})年")
    text = "2025年至2027年"
    assert waits.pattern == made.pattern
    assert [m.span() for m in waits.finditer(text)] == [m.span() for m in made.finditer(text)]
    assert (waits.sub("", text), waits.split(text), waits.findall(text)) == (
        made.sub("", text), made.split(text), made.findall(text),
    )  # fmt: skip
    assert expression(rb"\d+").fullmatch(b"12", 0, 2)
    assert (waits.groups, dict(waits.groupindex)) == (1, {"year": 1})


def test_a_pattern_is_compiled_once() -> None:
    waits = expression("整改")
    waits.search("")
    assert waits not in expressions._waiting
    assert "search" in vars(waits)
