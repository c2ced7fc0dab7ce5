"""docs/glossary.md names every code and every table, with one English word for one Chinese term."""

import re
from pathlib import Path

import pytest
from assets.messages import catalogue, read
from django.apps import apps

from bihuan.core import codes

PAGE = (Path(__file__).parents[2] / "docs/glossary.md").read_text()
TERMS, CODES = PAGE.split("## 代码 · Code lists")
LISTS = [c for c in vars(codes).values() if isinstance(c, type) and issubclass(c, codes.Code) and c is not codes.Code]
ROWS = re.compile(r"^\| ([^|]+) \| ([^|]+) \| `?([^|`]+)`?", re.MULTILINE)


@pytest.mark.parametrize("codes_of", LISTS, ids=lambda c: c.__name__)
def test_every_code_stands_with_the_words_that_are_shown(codes_of: type[codes.Code]) -> None:
    [section] = re.findall(rf"^### {codes_of.__name__}\n(.*?)(?=^### |\Z)", CODES, re.MULTILINE | re.DOTALL)
    english = read(catalogue("core"))
    shown = []
    for code in codes_of:
        entry = english.get(code.label)
        shown.append((code.label, entry.string if entry else "", code.value))
    assert [row for row in ROWS.findall(section) if row[0] != "中文"] == shown


def test_every_table_has_its_term() -> None:
    named = set(re.findall(r"`(\w+)[`.]", TERMS))
    technical = {"StoredFile", "NumberSeries", "RateBucket", "Cursor", "TaskText", "Sight", "Job"}
    tables = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("bihuan.") and not model._meta.auto_created
    }
    assert sorted(tables - named - technical) == []


def test_a_term_has_one_word_and_a_word_one_term() -> None:
    rows = [(chinese, english) for chinese, english, _ in ROWS.findall(TERMS) if chinese != "中文"]
    for side in (0, 1):
        words = [row[side] for row in rows]
        assert len(words) == len(set(words)), [word for word in words if words.count(word) > 1]
