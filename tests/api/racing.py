"""One call sent many times at the same moment. On SQLite it runs as a program of its own, over a database in a file."""

import threading
from typing import Any

from django.db import connections
from django.test import Client

from bihuan.casework.models import Passage
from tests.api.asking import V1, Program
from tests.world import World, make_world


def race(world: World, times: int = 6) -> list[Any]:
    """How often the step was taken, then the status of each answer."""
    token = Program(world, "lead").token
    start = threading.Barrier(times)
    answers: list[Any] = [None] * times

    def send(place: int) -> None:
        client = Client(headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "accept-1"})
        try:
            start.wait()
            answers[place] = client.post(
                f"{V1}tasks/{world.task.number}/steps/accept",
                {"version": world.task.version},
                content_type="application/json",
            ).status_code
        except Exception as error:  # noqa: BLE001 - told to the test
            answers[place] = repr(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(place,)) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [Passage.objects.filter(task=world.task, step="accept").count(), *answers]


def alone() -> list[Any]:
    return race(make_world())
