"""The invented city is played through the services of the house, so what it shows is what they made of it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from bihuan.audit.services import verify
from bihuan.casework.models import AnalogousSearch, Evidence, Tracing
from bihuan.cli import office
from bihuan.core.codes import Colour, State
from bihuan.demo import loading
from bihuan.demo.settling import PASSWORD
from bihuan.demo.story import load_story
from bihuan.intake.models import Document, FieldName
from bihuan.ledger.models import Task
from bihuan.org.access import ADMINISTRATORS, viewer_for
from bihuan.org.models import Account, Unit, UnitAlias
from bihuan.platform import clock, jobs, sweeping
from bihuan.portal.models import PublicNotice, PublicTask
from bihuan.web.queries import work_lists
from tests.ledgering import drifted

pytestmark = pytest.mark.django_db(transaction=True)


def silent(message: str) -> None:
    pass


class BrokenOffError(Exception):
    pass


def until(last: str) -> Callable[[str], None]:
    """Break the load off where it says that it begins with `last`."""

    def tell(message: str) -> None:
        if message.startswith(last):
            raise BrokenOffError

    return tell


def test_a_story_that_was_broken_off_leaves_nothing() -> None:
    with pytest.raises(BrokenOffError):
        loading.load(clock.today(), tell=until("正在办理"))
    assert not Unit.objects.exists()


def test_an_office_of_its_own_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Unit.objects.create(name="云陂市", path="1.")
    office.demo_first()
    assert "没有装入示例" in capsys.readouterr().err
    assert Unit.objects.count() == 1


def test_the_whole_story_comes_true_though_the_reading_was_broken_off(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BrokenOffError):
        loading.load(clock.today(), tell=until("正在读取"))
    assert set(Document.objects.values_list("state", flat=True)) == {"waiting"}
    units = Unit.objects.count()
    office.demo_first()
    assert PASSWORD in capsys.readouterr().out
    assert Unit.objects.count() == units
    # What the worker of the server does next.
    jobs.work_off()
    sweeping.sweep()

    told = {task.title: task for task in load_story().dated(clock.today()).tasks}
    tasks = list(Task.objects.all())
    assert len(tasks) == len(told) >= 40
    for task in tasks:
        story = told[task.title]
        assert task.state == story.state
        if story.progress:
            assert task.progress == story.progress.replace("ahead", "on_schedule")
        assert (task.reopenings > 0) == story.rebound
    assert {task.state for task in tasks} == set(State)
    rebounds = [task for task in tasks if task.reopenings]
    assert len(rebounds) == 2
    for task in rebounds:
        assert task.colour == Colour.RED
        assert task.closures.get().reopened_on
        assert task.rebounds.get().tracings.count() >= 3
    searches = AnalogousSearch.objects.all()
    assert {search.done_on is None for search in searches} == {True, False}
    assert {answer is None for answer in Tracing.objects.values_list("answered_on", flat=True)} == {True, False}
    assert [task for task in tasks if task.rechecked_on]
    assert [
        task for task in tasks if task.state == State.CLOSED and task.recheck_on and task.recheck_on < clock.today()
    ]
    public = PublicTask.objects.filter(number__in=[task.number for task in rebounds])
    assert {row.status for row in public} == {"rectifying"}
    assert {row.what for row in FieldName.objects.all()} == {"label", "column"}
    assert UnitAlias.objects.filter(name="临澜市建委").exists()
    assert verify() is None
    assert drifted() == []
    assert set(Document.objects.values_list("state", flat=True)) == {"read"}
    assert PublicTask.objects.count() >= 30
    assert PublicNotice.objects.filter(outcome="").exists()
    pairs = Evidence.objects.exclude(pair="").select_related("task")
    assert {evidence.pair == evidence.task.title for evidence in pairs} == {True}, (
        "pictures stand under words, not codes"
    )
    working = Account.objects.filter(demo=True).exclude(grants__role__in=ADMINISTRATORS)
    idle = [account.username for account in working if not work_lists(viewer_for(account))]
    assert idle == [], "who works through the demo finds something to do"

    with pytest.raises(loading.NotEmptyError):
        loading.load(date(2026, 1, 5), tell=silent)
    from_elsewhere = {"login": "jingban", "password": PASSWORD}
    client.post("/accounts/login/", from_elsewhere, REMOTE_ADDR="192.0.2.7")
    assert "_auth_user_id" not in client.session
    client.post("/accounts/login/", from_elsewhere, REMOTE_ADDR="127.0.0.1")
    assert "_auth_user_id" in client.session
