"""A server's process before its first request."""

import subprocess
import sys

READY = """
import gc, sys
import bihuan.wsgi
print("bihuan.api.app" in sys.modules, gc.get_freeze_count() > len(gc.get_objects()))
"""


def test_pages_are_loaded_and_left_to_stay_before_the_first_is_asked_for() -> None:
    told = subprocess.run([sys.executable, "-c", READY], capture_output=True, encoding="utf-8", check=True)
    assert told.stdout.split() == ["True", "True"], told.stderr
