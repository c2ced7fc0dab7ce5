"""An empty SQLite database with every migration applied: made once, kept with pytest's cache, copied where one is needed.

Applying the migrations takes seconds, which each process of the suite and each server under test would spend anew.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "migrated"
# What decides how the database comes out: our migrations, and the versions of everybody else's.
DECIDING = ("src/bihuan/*/migrations/*.py", "src/bihuan/platform/triggers.py", "src/bihuan/settings.py", "*.lock")


def copy_migrated(place: Path) -> None:
    """Write a migrated, empty database to `place`."""
    shutil.copyfile(migrated(), place)


def migrated() -> Path:
    """The kept database; made first if there is none, or none of these migrations."""
    digest = hashlib.sha256()
    for file in sorted(file for pattern in DECIDING for file in ROOT.glob(pattern)):
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    kept = KEPT / f"{digest.hexdigest()[:16]}.sqlite3"
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes of one run ask at once
        if not kept.exists():
            for old in KEPT.glob("*.sqlite3*"):
                old.unlink()
            _make(kept)
    return kept


def _make(kept: Path) -> None:
    making = kept.with_name(f"making-{os.getpid()}.sqlite3")
    environment = os.environ | {
        "BIHUAN_HOME": str(KEPT / "home"),
        "DATABASE_URL": f"sqlite:///{making}",
        "DJANGO_SETTINGS_MODULE": "bihuan.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    # The checks load every page: a quarter of the time, and they are made wherever a page is tested.
    command = [sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"]
    subprocess.run(command, env=environment, check=True)
    making.rename(kept)
