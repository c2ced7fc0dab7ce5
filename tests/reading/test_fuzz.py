"""A fixed number of documents damaged on purpose, and that damage to the reader itself would be noticed."""

import os
import random
import subprocess
import sys
from typing import NoReturn

import pytest

from bihuan.reading import Source, read
from tests.examples import examples
from tests.reading.fuzz import properties
from tests.reading.fuzz.properties import tried, warm
from tests.reading.fuzz.recipes import Recipe, drawn
from tests.reading.fuzz.seeds import FORMATS
from tests.reading.scans import needs_recognition

SOUND = "关于渣场整治的督办函\n石桥县人民政府：\n请于2026年9月30日前完成渣场覆盖。\n".encode()
SEEN = [pytest.param(name, marks=needs_recognition if one.recognised else ()) for name, one in FORMATS.items()]


@pytest.fixture(scope="module", autouse=True)
def warmed() -> None:
    warm()


@pytest.mark.parametrize("name", SEEN)
def test_damaged_documents_are_read_or_refused(name: str) -> None:
    rng = random.Random(name)
    for _ in range(3 if FORMATS[name].recognised else 12):
        recipe = drawn(rng, (name,))
        outcome = tried(name, recipe.made())
        assert not outcome.fault, f"{recipe}\n{outcome.fault}\n{outcome.trace}"


def test_a_sound_document_is_read_and_an_empty_one_refused() -> None:
    assert not tried("txt", SOUND).refused
    assert tried("txt", b"").refused


def test_the_same_inputs_give_the_same_readings_in_another_process() -> None:
    inputs = str(examples(40))
    command = (sys.executable, "-m", "tests.reading.fuzz", "--inputs", inputs, "--formats", "words,grid,html,xlsx,xls")
    ended = [
        subprocess.run(
            command,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()[-1]
        for seed in ("1", "2")
    ]
    assert ended[0] == ended[1]


def test_a_recipe_gives_the_same_bytes_again() -> None:
    recipe = drawn(random.Random(5), ("docx", "pdf", "txt"))
    assert recipe.made() == recipe.made()
    assert all(
        len(fewer.inner) + len(fewer.outer) < len(recipe.inner) + len(recipe.outer) for fewer in recipe.smaller()
    )


def raising(source: Source) -> NoReturn:
    raise KeyError("a mistake of the grammar")


def endless(source: Source) -> NoReturn:
    while True:
        pass


def swelling(source: Source) -> NoReturn:
    raise AssertionError(len(bytearray(50_000_000_000)))


def dying(source: Source) -> NoReturn:
    os.abort()


@pytest.mark.parametrize(
    ("broken", "told"), [(raising, "KeyError"), (endless, "SIGXCPU"), (swelling, "MemoryError"), (dying, "SIGABRT")]
)
def test_a_broken_reader_is_noticed_with_its_place(broken: object, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(properties, "read", broken)
    monkeypatch.setattr(properties, "SECONDS", 1)
    outcome = tried("txt", SOUND)
    assert outcome.fault.startswith(told)
    assert "tests/reading/test_fuzz.py" in outcome.fault
    assert not outcome.refused


def test_a_fault_is_followed_to_the_step_that_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.reading.fuzz.__main__ import shrunk

    def stumbling(source: Source) -> object:
        assert "公示期" not in source.text
        return read(source)

    monkeypatch.setattr(properties, "read", stumbling)
    data = SOUND + "公示期：五日。".encode()
    outcome = tried("txt", data)
    _, small = shrunk(Recipe("txt", 0, (), ()), data, outcome.fault)
    assert small.decode(errors="replace").count("公示期") == 1
    assert len(small) < 20
