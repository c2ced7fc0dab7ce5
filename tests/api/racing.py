"""One call sent many times at the same moment. On SQLite it runs as a program of its own, over a database in a file."""

import re
import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.test import Client

from bihuan.casework.models import Passage
from bihuan.ledger.models import Site
from tests.api.asking import V1, Program
from tests.world import World, make_world

SITES = "/ledger/sites/"
LONGEST = 120  # seconds


def race(world: World, times: int = 6) -> list[Any]:
    """How often the step was taken, then the status of each answer."""
    token = Program(world, "lead").token

    def send() -> int:
        client = Client(headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "accept-1"})
        address = f"{V1}tasks/{world.task.number}/steps/accept"
        return client.post(address, {"version": world.task.version}, content_type="application/json").status_code

    answers = at_once(send, times)
    return [Passage.objects.filter(task=world.task, step="accept").count(), *answers]


def race_of_a_form(world: World, times: int = 6) -> list[Any]:
    """How many sites were made, then where each answer leads."""
    client = Client()
    client.force_login(world.accounts["office"])
    page = client.get(SITES).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    sent = {"name": "三号闸", "region": "青溪县", "csrfmiddlewaretoken": token[1] if token else ""}

    def send() -> str:
        again = Client()
        again.cookies = client.cookies
        return again.post(SITES, sent).get("Location", "")

    answers = at_once(send, times)
    return [Site.objects.filter(name="三号闸").count(), *answers]


def at_once(send: Callable[[], object], times: int) -> list[Any]:
    start = threading.Barrier(times, timeout=LONGEST)
    answers: list[Any] = [None] * times

    def one(place: int) -> None:
        try:
            start.wait()
            answers[place] = send()
        except Exception as error:  # noqa: BLE001 - told to the test
            answers[place] = repr(error)
        finally:
            connections.close_all()

    # One that waits for ever must neither hold the test nor, at the end, the whole run.
    threads = [threading.Thread(target=one, args=(place,), daemon=True) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST)
        assert not thread.is_alive(), "a call waits for ever"
    return answers


def alone() -> list[Any]:
    world = make_world()
    return [race(world), race_of_a_form(world)]
