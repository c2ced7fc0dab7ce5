"""Several processes write the log at once: no number is lost, none is given twice, the chain holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from bihuan.audit.models import Event, Head
from bihuan.audit.services import verify
from bihuan.org.models import Unit

WRITERS, EACH = 4, 25
PROGRAM = """
import django, sys
django.setup()
from django.db import transaction
from bihuan.audit.services import record
from bihuan.org.models import Unit
unit = Unit.objects.get()
for n in range(int(sys.argv[2])):
    with transaction.atomic():
        # A read before the write: what makes an upgrade from shared to exclusive fail.
        Unit.objects.count()
        record("org.test", unit, actor=None, body={"writer": sys.argv[1], "n": n})
"""


def environment(tmp_path: Path) -> dict[str, str]:
    """This run's database for other processes."""
    settings = connection.settings_dict
    url = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        who = f"{settings['USER']}:{settings['PASSWORD']}@" if settings["PASSWORD"] else f"{settings['USER']}@"
        url = f"postgres://{who}{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    source = str(Path(__file__).parents[2] / "src")
    return os.environ | {
        "BIHUAN_HOME": str(tmp_path),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "bihuan.settings",
        "PYTHONPATH": source,
    }


def python(env: dict[str, str], program: str, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def answer(process: "subprocess.Popen[str]") -> str:
    try:
        out, err = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 0, err
    return out.strip()


@pytest.mark.django_db(transaction=True)
def test_processes_that_write_at_once_lose_no_event(tmp_path: Path) -> None:
    env = environment(tmp_path)
    Unit.objects.create(name="云陂市", path="1.")
    writers = [python(env, PROGRAM, str(n), str(EACH)) for n in range(WRITERS)]
    for writer in writers:
        answer(writer)
    assert list(Event.objects.values_list("seq", flat=True)) == list(range(1, WRITERS * EACH + 1))
    assert Head.objects.get().seq == WRITERS * EACH
    assert verify() is None
