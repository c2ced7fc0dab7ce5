"""The log over the API."""

from itertools import pairwise

import pytest

from bihuan.audit.models import Event
from tests.api.asking import Program
from tests.flows.walk import Walk
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_audit_administrator_reads_the_whole_chain_page_by_page(world: World) -> None:
    Walk(world).accept()
    ask = Program(world, "audit")
    seen, before = [], None
    while True:
        page = ask.get("audit/events", {"size": 1, **({"before": before} if before else {})}).json()
        seen += page["events"]
        if (before := page["before"]) is None:
            break
    assert [row["seq"] for row in seen] == [*Event.objects.order_by("-seq").values_list("seq", flat=True)]
    assert all(older["digest"] == newer["prev"] for newer, older in pairwise(seen))
    found = ask.get("audit/events", {"action": "casework.", "number": world.task.number}).json()["events"]
    assert [row["action"] for row in found] == ["casework.accept"]


def test_a_proof_is_asked_for_and_told(world: World) -> None:
    ask = Program(world, "audit")
    assert ask.get("audit/verify").json() is None
    started = ask.post("audit/verify")
    assert started.status_code == 202
    assert ask.get("audit/verify").json()["state"] == started.json()["state"]
    assert Event.objects.filter(action="audit.verify").exists()


@pytest.mark.parametrize("who", ["office", "system", "security", "lead"])
def test_nobody_else_reads_the_log(world: World, who: str) -> None:
    assert Program(world, who).get("audit/events").status_code == 403
    assert Program(world, who).post("audit/verify").status_code == 403
