"""docs/dependencies.md names every direct dependency with a reason, and no other."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def names(requirements: list[object]) -> set[str]:
    """Package names; an included group is an object and not a name."""
    return {re.split(r"[\[<>=;\s]", entry, maxsplit=1)[0] for entry in requirements if isinstance(entry, str)}


def test_each_direct_dependency_has_its_reason_and_no_other_is_named() -> None:
    page = (ROOT / "docs/dependencies.md").read_text()
    told = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", page, re.MULTILINE))
    declared = names(PROJECT["project"]["dependencies"]) | names(PROJECT["dependency-groups"]["dev"])
    declared |= names(PROJECT["dependency-groups"]["build"])
    for extra in PROJECT["project"]["optional-dependencies"].values():
        declared |= names(extra)
    declared |= set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    assert set(told) == declared
    assert all(reason.endswith(".") for reason in told.values())


def test_the_locks_hold_hashes_and_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock", "package-lock.json"):
        text = (ROOT / lock).read_text()
        assert "://" not in text, lock
        assert "sha256:" in text or "sha512-" in text
