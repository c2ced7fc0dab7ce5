"""Files kept by their content: the SHA-256 is the name on disk, so nothing is stored twice and nothing is overwritten."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from bihuan.platform import clock
from bihuan.platform.models import StoredFile

ASIDE = ".incoming-"
ON_THE_WAY = ("*.upload*", f"{ASIDE}*")
"""Names of what is still coming in: while Django receives it, and while it is written under its hash."""
PIECES = ".pieces-"
FORGOTTEN = timedelta(days=1)


def path_of(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def store(chunks: Iterable[bytes], media: str) -> StoredFile:
    """Keep a content and return its row; the same content again returns the row that is there.

    The file is written aside, synced and moved into place, so a killed server leaves no half file under its hash.
    """
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, aside = tempfile.mkstemp(dir=root, prefix=ASIDE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        place = path_of(digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        Path(aside).replace(place)
    finally:
        Path(aside).unlink(missing_ok=True)
    row, _ = StoredFile.objects.get_or_create(
        sha256=digest.hexdigest(), defaults={"size": size, "media": media, "stored_at": clock.now()}
    )
    return row


def open_stored(file: StoredFile) -> BinaryIO:
    """The content, for reading. Raises FileNotFoundError when the store has lost it."""
    return path_of(file.sha256).open("rb")


@contextmanager
def aside(file: StoredFile) -> Iterator[Path]:
    """A folder for what long work on this file has finished. It is gone when the work is through; when it is stopped or
    killed it stays for the next attempt, and the sweep drops it a day after the last that came in."""
    folder = Path(settings.MEDIA_ROOT) / f"{PIECES}{file.sha256}"
    folder.mkdir(mode=0o700, exist_ok=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def sweep() -> int:
    """Drop what a server that was killed in the middle of an upload, or a reading that was given up, left aside; returns
    how many."""
    before, dropped = (clock.now() - FORGOTTEN).timestamp(), 0
    root = Path(settings.MEDIA_ROOT)
    for place in (found for name in ON_THE_WAY for found in root.glob(name)):
        if place.stat().st_mtime < before:
            place.unlink(missing_ok=True)
            dropped += 1
    for folder in root.glob(f"{PIECES}*"):
        if folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)
            dropped += 1
    return dropped
