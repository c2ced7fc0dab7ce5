"""What the actions of the log are called."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import bihuan
from bihuan.audit.actions import action_label

SOURCES = sorted(Path(bihuan.__file__).parent.rglob("*.py"))
WRITERS = {"record": "", "close_draft": "planning."}
"""The calls that write an event, and the room that they put before the name."""


def written() -> Iterator[str]:
    """Every action that the sources write by name."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            arguments = node.args[1:2] if name == "close_draft" else node.args[:1]
            words = [part for argument in arguments for part in ast.walk(argument) if name in WRITERS]
            for word in words:
                if isinstance(word, ast.Constant) and re.fullmatch(r"(\w+\.)?[a-z]\w+", str(word.value)):
                    yield WRITERS[name] + str(word.value)


def test_every_action_that_is_written_has_a_name_for_people() -> None:
    actions = set(written())
    assert len(actions) > 60
    assert not sorted(action for action in actions if action_label(action) == action)
