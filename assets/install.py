"""Bring what a lock file names into this environment, in the root of a checkout: `python assets/install.py LOCK`.

Every file is checked by the hash that the lock gives it. uv, which the lock names like any other package, does it in a
third of pip's time; where uv gets nowhere (a registry that only pip can reach), pip does it alone.
"""

import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
UV = (Path(sys.executable).with_name("uv"), "pip", "install", "--quiet", "--python", sys.executable)
# What pip was told about registries, in uv's words, and what stands between several.
IN_UV = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "no-index": ("UV_NO_INDEX", " "),
}


def main(lock: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "uv.lock"
        alone.write_text(part_of_uv(lock.read_text("utf-8")), "utf-8")
        _run(*PIP, "install", "--require-hashes", "-r", alone)
    told = subprocess.run([*PIP, "config", "list"], capture_output=True, encoding="utf-8", check=True)  # noqa: S603 - pip itself
    # As with pip, any registry may serve any package: the hash tells that it is the right one.
    registries = {"UV_INDEX_STRATEGY": "unsafe-best-match"} | in_words_of_uv(told.stdout)
    try:
        _run(*UV, "--require-hashes", "-r", lock, environment=registries | os.environ)
    except subprocess.CalledProcessError:
        _run(*PIP, "install", "--require-hashes", "-r", lock)
    _run(*UV, "--no-build-isolation", "--no-deps", "-e", ".")


def part_of_uv(lock: str) -> str:
    """What the lock says of uv: its version and hashes. Raises ValueError when it says nothing."""
    if named := re.search(r"^uv==(?:.*\\\n)+.*", lock, re.MULTILINE):
        return named[0]
    raise ValueError("The lock file does not name uv.")


def in_words_of_uv(config: str) -> dict[str, str]:
    """From what `pip config list` prints, where the nearer setting comes later, to environment variables for uv."""
    found: dict[str, str] = {}
    for line in config.splitlines():
        key, _, value = line.partition("=")
        if known := IN_UV.get(key.rpartition(".")[2]):
            name, between = known
            found[name] = between.join(str(ast.literal_eval(value)).split())
    return found


def _run(*command: str | Path, environment: Mapping[str, str] | None = None) -> None:
    subprocess.run(command, env=environment, check=True)  # noqa: S603 - pip and uv of our own environment


if __name__ == "__main__":
    main(Path(sys.argv[1]))
