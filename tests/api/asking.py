"""Asking the API as a program does: with a token, and JSON both ways.

ask = Program(world, "office")
ask.get("tasks").json()["total"]
ask.post(f"tasks/{world.task.number}/steps/close", {}).status_code
"""

from collections.abc import Mapping
from typing import Any

from django.test import Client

from bihuan.org import tokens
from bihuan.org.models import Account
from tests.world import World

V1 = "/api/v1/"

LEAST: Mapping[str, dict[str, Any]] = {
    "rule_on_dispute": {"upheld": True},
    "report_progress": {"period": "2026-11", "text": "x", "claimed_percent": 1},
    "report_milestone": {"milestone": 1},
    "verify_milestone": {"milestone": 1},
    "verify_site": {"site": 1},
    "withdraw_site": {"site": 1},
    "request_extension": {"new_deadline": "2030-01-01", "reason": "x"},
    "withdraw_evidence": {"evidence": 1},
    "return": {"respond_by": "2030-01-01"},
    "record_site_check": {"conclusion": "x", "passed": False, "verifiers": []},
    "start_notice": {"title": "x"},
    "object_to_notice": {"text": "不同意销号"},
    "uphold_objection": {"objection": "x", "reply": "x"},
    "dismiss_objection": {"objection": "x", "reply": "x"},
    "report_upward": {"to": "x", "summary": "x"},
    "record_upward_answer": {"report": 1, "answer": "x"},
    "answer_tracing": {"tracing": 1},
    "open_search": {"scope": "site"},
    "record_search": {"search": 1},
}
"""The least that each step's schema asks for."""


class Program:
    def __init__(self, world: World, who: str) -> None:
        actor = Account.objects.get(pk=world.accounts[who].pk)
        _row, self.token = tokens.create_token(actor=actor, name="测试", days=30)
        self.client = Client(headers={"Authorization": f"Bearer {self.token}"})

    def get(self, path: str, data: Any = None) -> Any:
        return self.client.get(V1 + path, data)

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(V1 + path, body, content_type="application/json")

    def put(self, path: str, body: Any) -> Any:
        return self.client.put(V1 + path, body, content_type="application/json")

    def step(self, world: World, name: str, **body: object) -> Any:
        """Take a step with the version that the task has now."""
        world.task.refresh_from_db()
        return self.post(f"tasks/{world.task.number}/steps/{name}", {"version": world.task.version, **body})


def codes(response: Any) -> set[str]:
    """The codes of the reasons of a refusal."""
    return {reason["code"] for reason in response.json()["reasons"]}
