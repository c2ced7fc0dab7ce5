"""The examples of the page about the API, run one after the other as they stand."""

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.api.asking import Program
from tests.world import World

PAGE = (Path(__file__).parents[2] / "docs/api.md").read_text("utf-8")
ACCOUNTS = {"整改办": "office", "牵头单位": "lead"}


def examples() -> list[tuple[str, str, str, dict[str, str], str, int]]:
    """Who asks, method, address, headers, body and the status that the page tells."""
    found = []
    for block in re.findall(r"^```http\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        who, _line, rest = block.partition("\n")
        for asked, status in re.findall(r"(.+?)\n=> (\d+)\n", rest, re.DOTALL):
            first, *lines = asked.splitlines()
            method, address = first.split()
            body = next((line for line in lines if line.startswith("{")), "")
            headers = dict(line.split(": ", 1) for line in lines if not line.startswith("{"))
            found.append((ACCOUNTS[who.removeprefix("# ")], method, address, headers, body, int(status)))
    return found


@pytest.mark.django_db
def test_every_example_is_answered_as_the_page_tells(world: World) -> None:
    asking = {who: Program(world, who).client for who in ACCOUNTS.values()}
    rows = examples()
    assert len(rows) > 15
    for who, method, address, headers, body, status in rows:
        client: Client = asking[who]
        answer = client.generic(method, address, body, "application/json", headers=headers)
        assert answer.status_code == status, (method, address, answer.content[:300] if not answer.streaming else "")
