"""An empty database with every migration applied: made once, kept, and copied where one is needed.

Applying the migrations takes seconds, which each process of the suite and each server under test would spend anew. On
SQLite it is a file beside pytest's cache; on PostgreSQL a database of the server, of which others are made.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "migrated"
TEMPLATE = "bihuan_migrated_"
# What decides how the database comes out: our migrations, and the versions of everybody else's.
DECIDING = ("src/bihuan/*/migrations/*.py", "src/bihuan/platform/triggers.py", "src/bihuan/settings.py", "*.lock")


def copy_migrated(place: Path) -> None:
    """Write a migrated, empty SQLite database to `place`."""
    shutil.copyfile(migrated(), place)


def migrated() -> Path:
    """The kept file; made first if there is none, or none of these migrations."""
    kept = KEPT / f"{_digest()}.sqlite3"
    with _alone():
        if not kept.exists():
            for old in KEPT.glob("*.sqlite3*"):
                old.unlink()
            making = kept.with_name(f"making-{os.getpid()}.sqlite3")
            _migrate(f"sqlite:///{making}")
            making.rename(kept)
    return kept


def template() -> str:
    """The name of the kept database on DATABASE_URL's server, a PostgreSQL; made first likewise."""
    url = urlsplit(os.environ["DATABASE_URL"])
    kept, making = TEMPLATE + _digest(), f"{TEMPLATE}making_{os.getpid()}"
    with _alone(), psycopg.connect(url.geturl(), autocommit=True) as server:
        names = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEMPLATE]).fetchall()
        if (kept,) not in names:
            for (old,) in names:
                server.execute(SQL("DROP DATABASE {}").format(Identifier(old)))
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(making)))
            _migrate(url._replace(path=f"/{making}").geturl())
            server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(making), Identifier(kept)))
    return kept


def _digest() -> str:
    digest = hashlib.sha256()
    for file in sorted(file for pattern in DECIDING for file in ROOT.glob(pattern)):
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    """Several processes of one run ask at once."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    environment = os.environ | {
        "BIHUAN_HOME": str(KEPT / "home"),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "bihuan.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    # The checks load every page: a quarter of the time, and they are made wherever a page is tested.
    command = [sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, env=environment, check=True)
