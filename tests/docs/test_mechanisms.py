"""docs/mechanisms.md names routes, endpoints and tests that exist."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| (M\d\d) \| [^|]+ \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
    (ROOT / "docs/mechanisms.md").read_text(),
    re.MULTILINE,
)
NOT_BUILT = "未建"


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def routes(patterns: list[URLPattern | URLResolver], space: str = "", prefix: str = "/") -> Iterator[tuple[str, str]]:
    """Every named route with its pattern."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner, address)
        elif pattern.name:
            yield space + pattern.name, address


def test_every_mechanism_has_one_row() -> None:
    assert [row[0] for row in ROWS] == [f"M{number:02}" for number in range(1, 67)]


def test_a_row_is_built_with_a_test_or_not_at_all() -> None:
    for name, page, endpoint, test in ROWS:
        if quoted(page) or quoted(endpoint):
            assert NOT_BUILT not in test, name


def test_the_named_pages_exist() -> None:
    known = {name for name, _ in routes(get_resolver().url_patterns)}
    named = {route for row in ROWS for route in quoted(row[1])}
    assert sorted(named - known) == []


def test_the_named_endpoints_exist() -> None:
    known = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address) for _, address in routes(get_resolver().url_patterns)}
    named = {endpoint.split(" ")[-1] for row in ROWS for endpoint in quoted(row[2])}
    assert sorted(named - known) == []


def test_the_named_tests_exist() -> None:
    for name, *_, cell in ROWS:
        for test in quoted(cell):
            path, _colons, function = test.partition("::")
            defined = {n.name for n in ast.walk(ast.parse((ROOT / path).read_text())) if isinstance(n, ast.FunctionDef)}
            assert function in defined, f"{name}: {test}"
