"""The key that an installation makes for itself."""

import secrets
import threading
from pathlib import Path

import pytest

from bihuan import settings


def test_processes_that_start_together_for_the_first_time_have_one_whole_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")
    monkeypatch.delenv("BIHUAN_SECRET_KEY", raising=False)
    together, make = threading.Barrier(4), secrets.token_urlsafe

    def made_together(size: int) -> str:
        together.wait(10)
        return make(size)

    monkeypatch.setattr(secrets, "token_urlsafe", made_together)
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(settings._secret_key())) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(got) == 4
    assert len(set(got)) == 1
    assert len(got[0]) > 50
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["secret-key"]
    assert (tmp_path / "home" / "secret-key").stat().st_mode & 0o077 == 0
