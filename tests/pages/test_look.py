"""The look keeps its promises: readable contrast, and the ladder's colours for the ladder alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tinycss2

SHEETS = sorted((Path(__file__).parents[2] / "src/bihuan").glob("*/static/**/*.css"))
BASE = next(sheet for sheet in SHEETS if sheet.name == "base.css")
PAIRS = [
    ("--ink", "--surface"),
    ("--ink", "--paper"),
    ("--ink-2", "--paper"),
    ("--ink-2", "--tint"),
    ("--ink-3", "--surface"),
    ("--surface", "--accent"),
    ("--accent-dark", "--accent-tint"),
    ("--accent-dark", "--paper"),
    *((f"--ladder-{colour}", f"--ladder-{colour}-tint") for colour in ("blue", "yellow", "orange", "red")),
]


def rules(nodes: list[Any]) -> Iterator[tuple[str, str]]:
    """Selector and declarations of every rule, those within @media as well."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield tinycss2.serialize(node.prelude).strip(), tinycss2.serialize(node.content)
        elif node.type == "at-rule" and node.content is not None and node.lower_at_keyword != "page":
            yield from rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def parsed(sheet: Path) -> list[tuple[str, str]]:
    nodes = tinycss2.parse_stylesheet(sheet.read_text(), skip_comments=True, skip_whitespace=True)
    assert not [node for node in nodes if node.type == "error"], sheet
    return list(rules(nodes))


def properties() -> dict[str, str]:
    root = next(body for selector, body in parsed(BASE) if selector == ":root")
    declarations = tinycss2.parse_blocks_contents(root, skip_comments=True, skip_whitespace=True)
    return {d.name: tinycss2.serialize(d.value).strip() for d in declarations}


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_words_stand_out_from_their_ground(front: str, back: str) -> None:
    known = properties()
    light, dark = sorted((luminance(known[front]), luminance(known[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_the_ladders_colours_are_used_for_the_ladder_alone(sheet: Path) -> None:
    for selector, body in parsed(sheet):
        if "var(--ladder-" in body:
            assert "colour" in selector, f"{sheet.name}: {selector}"


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s != BASE], ids=lambda sheet: sheet.stem)
def test_page_styles_take_their_colours_from_the_base(sheet: Path) -> None:
    for selector, body in parsed(sheet):
        tokens = tinycss2.parse_component_value_list(body)
        named = [token.value for token in tokens if token.type == "hash"]
        assert not named, f"{sheet.name}: {selector} uses #{named[0]}"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_nothing_is_fetched_from_elsewhere(sheet: Path) -> None:
    assert "//" not in sheet.read_text().replace("https://www.w3.org", "")
