"""The pages for people name commands, targets and files that exist."""

import argparse
import re
from pathlib import Path

import pytest

from bihuan.cli import parser

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / name for name in ("README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/guide.md")]
by_name = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@by_name
def test_every_command_of_bihuan_exists(page: Path) -> None:
    known = {
        name
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
        for name in action.choices
    }
    named = set(re.findall(r"(?:^|`)bihuan (\w+)", page.read_text(), re.MULTILINE))
    assert named <= known


@by_name
def test_every_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([\w-]+)", page.read_text(), re.MULTILINE)) <= targets


@by_name
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        assert (page.parent / link).exists(), link


def test_both_readmes_show_the_same_commands() -> None:
    def commands(name: str) -> list[str]:
        lines = re.findall(r"^(?:make|pip|export|bihuan) [^#\n]*", (ROOT / name).read_text(), re.MULTILINE)
        return [re.sub(r'"[^"]*"', "…", line).strip() for line in lines]

    assert commands("README.md") == commands("README.zh-CN.md")
