"""The invented city is played through the services of the house, so what it shows is what they made of it."""

from datetime import date

import pytest
from django.test import Client

from bihuan.audit.services import verify
from bihuan.core.codes import State
from bihuan.demo import loading
from bihuan.demo.plausible import AFTER_CLOSURE
from bihuan.demo.settling import PASSWORD
from bihuan.demo.story import load_story
from bihuan.intake.models import Document
from bihuan.ledger.models import Task
from bihuan.platform import clock
from bihuan.portal.models import PublicNotice, PublicTask
from tests.ledgering import drifted

pytestmark = pytest.mark.django_db(transaction=True)


def silent(message: str) -> None:
    pass


def test_the_whole_story_comes_true(client: Client) -> None:
    loading.load(clock.today(), tell=silent)
    told = {task.title: task for task in load_story().dated(clock.today()).tasks}
    tasks = list(Task.objects.all())
    assert len(tasks) == len(told) >= 40
    for task in tasks:
        played = all(step.do not in AFTER_CLOSURE for step in told[task.title].steps)
        assert task.state == (told[task.title].state if played else State.CLOSED)
        if played:
            assert task.progress == told[task.title].progress.replace("ahead", "on_schedule")
    assert {task.state for task in tasks} == set(State) - {State.RECHECK}
    assert verify() is None
    assert drifted() == []
    assert set(Document.objects.values_list("state", flat=True)) == {"read"}
    assert PublicTask.objects.count() >= 30
    assert PublicNotice.objects.filter(outcome="").exists()

    with pytest.raises(loading.NotEmptyError):
        loading.load(date(2026, 1, 5), tell=silent)
    from_elsewhere = {"login": "jingban", "password": PASSWORD}
    client.post("/accounts/login/", from_elsewhere, REMOTE_ADDR="192.0.2.7")
    assert "_auth_user_id" not in client.session
    client.post("/accounts/login/", from_elsewhere, REMOTE_ADDR="127.0.0.1")
    assert "_auth_user_id" in client.session
