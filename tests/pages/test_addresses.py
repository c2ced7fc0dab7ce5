"""Whatever stands behind the question mark of an address is answered, or refused with a reason: it never breaks a page."""

import pytest
from django.test import Client

from bihuan.core.codes import State
from tests.flows.walk import Walk
from tests.world import World

pytestmark = pytest.mark.django_db
DAYS = ("0001-01-01", "9999-12-31", "2026-02-30", "明天")
NUMBERS = ("9" * 30, "-1", "0", "٣", "x")
ADDRESSES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    # who asks, the parameters that are days, those that are numbers
    "/ledger/": ("office", ("due_from", "due_to"), ("size", "unit", "region", "leader", "cursor")),
    "/ledger/filter/": ("office", (), ("list",)),
    "/ledger/filter/?go=1": ("office", ("due_from", "due_to"), ("unit", "region")),
    "/paperwork/export/": ("office", ("due_from", "due_to"), ("unit",)),
    "/wall/": ("office", (), ("year", "page", "unit")),
    "/today/clocks/": ("office", (), ("page",)),
    "/supervision/ten-duties/": ("office", ("due_from", "due_to"), ("unit", "page")),
    "/supervision/ten-duties/3/": ("office", (), ("page", "unit")),
    "/today/overdue/": ("office", (), ("page",)),
    "/intake/": ("office", (), ("page",)),
    "/audit/": ("audit", ("since", "until"), ("before",)),
    "/org/accounts/": ("system", (), ("page",)),
    "/org/people/": ("system", (), ("page", "unit")),
    "/org/units/add/": ("system", (), ("parent",)),
    "/public/": ("stranger", (), ("page", "region")),
    "/public/notices/": ("stranger", (), ("page",)),
    "/tasks/{number}/schedule/": ("lead", ("deadline",), ()),
    "/tasks/{number}/step/request_extension/": ("lead", ("new_deadline", "on"), ("version",)),
    "/api/v1/tasks": ("office", ("due_from", "due_to"), ("size", "unit", "cursor")),
    "/api/v1/clocks": ("office", ("until",), ()),
    "/api/v1/wall": ("office", (), ("year", "unit")),
    "/api/v1/audit/events": ("audit", ("since", "until"), ("before", "size")),
    "/api/v1/ten-duties": ("office", (), ("unit", "page")),
    "/api/v1/tasks/{number}/schedule": ("lead", ("deadline",), ()),
}


def test_no_day_and_no_number_in_an_address_breaks_a_page(world: World) -> None:
    Walk(world).to(State.RECTIFYING)
    client = Client(raise_request_exception=False)
    broken, unknown = [], []
    for place, (who, days, numbers) in ADDRESSES.items():
        address = place.format(number=world.task.number)
        client.force_login(world.accounts[who])
        if client.get(address).status_code in {403, 404}:
            unknown.append(place)
        asked = [(name, value) for name in days for value in DAYS] + [(n, value) for n in numbers for value in NUMBERS]
        for name, value in asked:
            answer = client.get(f"{address}{'&' if '?' in address else '?'}{name}={value}")
            if answer.status_code >= 500:
                broken.append((place, name, value))
    assert not unknown, "these addresses are not asked for at all"
    assert not broken
