"""Installing goes through uv, but fetches from where pip was told to and takes nothing that a lock does not name."""

from pathlib import Path

import pytest
from assets.install import in_words_of_uv, part_of_uv

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_each_lock_names_uv_with_its_hashes_and_nothing_else_is_taken(lock: str) -> None:
    first, *hashes = part_of_uv((ROOT / lock).read_text("utf-8")).splitlines()
    assert first.startswith("uv==")
    assert hashes
    assert all(line.strip().startswith("--hash=sha256:") for line in hashes)


def test_a_lock_without_uv_is_refused() -> None:
    with pytest.raises(ValueError, match="uv"):
        part_of_uv("uvicorn==1.0 \\\n    --hash=sha256:00\n")


def test_the_registry_that_pip_was_told_is_told_to_uv_the_nearer_setting_winning() -> None:
    config = (
        "global.index-url='https://a.example/simple'\n"
        "global.extra-index-url='https://b.example/simple https://c.example/simple'\n"
        "global.timeout='60'\n"
        ":env:.index-url='https://d.example/simple'\n"
        ":env:.find-links='/wheels /more'\n"
    )
    assert in_words_of_uv(config) == {
        "UV_DEFAULT_INDEX": "https://d.example/simple",
        "UV_INDEX": "https://b.example/simple https://c.example/simple",
        "UV_FIND_LINKS": "/wheels,/more",
    }
