"""What a task is called: proposed from the wording, corrected on the desk, and corrected later with a reason."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.audit.models import Event
from bihuan.core.codes import State
from bihuan.core.reasons import Refused
from bihuan.intake.fields import Corrections
from bihuan.intake.services import correct
from bihuan.intake.titles import LENGTH, title_of
from bihuan.ledger import services
from bihuan.ledger.models import Task
from bihuan.ledger.registering import retitle
from tests.flows.test_intake_into_plan import registered
from tests.intaking import entries_of, hand_in, store
from tests.world import World

__all__ = ["store"]
LONG = (
    "云陂市青溪县石桥镇范围内的三座乡镇污水处理厂、两处垃圾中转站和一座渗滤液处理站"
    "长期未按照要求建设在线监测设施并且长期不能稳定运行导致污水直排"
)


@pytest.mark.parametrize(
    ("wording", "title"),
    [
        ("石桥镇污水处理厂长期不能达标运行，日均直排两千吨。", "石桥镇污水处理厂长期不能达标运行"),
        ("（一）督察发现，石桥镇垃圾填埋场渗滤液外溢。群众反映强烈。", "石桥镇垃圾填埋场渗滤液外溢"),
        ("3.堆场扬尘；未覆盖。", "堆场扬尘；未覆盖"),
        ("督察发现，扬尘。", "督察发现，扬尘"),
    ],
)
def test_a_title_is_the_first_clause_that_says_something(wording: str, title: str) -> None:
    assert title_of(wording) == title


def test_a_long_clause_ends_behind_a_mark_or_before_a_new_word() -> None:
    title = title_of(LONG)
    assert len(title) <= LENGTH
    assert title.endswith("…")
    kept = title.removesuffix("…")
    assert LONG.startswith(kept)
    assert LONG[len(kept)] in "、，和与及或并但且未仍等对在"


def test_a_clause_without_any_place_to_break_is_cut_to_length() -> None:
    assert len(title_of("甲" * 200)) == LENGTH


@pytest.mark.django_db
@pytest.mark.usefixtures("store")
def test_a_title_corrected_on_the_desk_is_that_of_problem_and_task(world: World) -> None:
    document = hand_in(world)
    first, second = entries_of(document)
    correct(actor=world.accounts["office"], entry=first, changes=Corrections(title="石桥厂提标"))
    unchanged = title_of(second.fields["problem"]["text"])
    correct(actor=world.accounts["office"], entry=second, changes=Corrections(title=unchanged))
    one, other = registered(world, document)
    assert (one.title, one.problem.title) == ("石桥厂提标", "石桥厂提标")
    assert other.title == unchanged


@pytest.mark.django_db
def test_the_office_corrects_a_title_with_a_reason_and_the_log_keeps_both(world: World) -> None:
    task = services.record_task(actor=world.accounts["office"], problem=world.problem)
    retitle(actor=world.accounts["office"], task=task, title=" 石桥厂  提标改造 ", reason="标题被截断")
    task.refresh_from_db()
    world.problem.refresh_from_db()
    assert (task.title, world.problem.title) == ("石桥厂 提标改造", "石桥厂 提标改造")
    event = Event.objects.get(action="ledger.retitle")
    told = {"before": "污水处理厂超标排放", "after": "石桥厂 提标改造", "reason": "标题被截断"}
    assert json.loads(event.body) == told
    assert world.task.title != task.title


@pytest.mark.django_db
def test_a_title_is_refused_without_words_or_reason_to_others_and_after_closure(world: World) -> None:
    office = world.accounts["office"]
    for actor, title, reason, code in (
        (office, " ", "改", "title"),
        (office, "新标题", " ", "reason"),
        (office, "长" * 121, "改", "title_long"),
        (world.accounts["lead"], "新标题", "改", "role_missing"),
    ):
        with pytest.raises(Refused) as refused:
            retitle(actor=actor, task=world.task, title=title, reason=reason)
        assert [found.code for found in refused.value.reasons] == [code]
    Task.objects.filter(pk=world.task.pk).update(state=State.CLOSED, closed_on="2026-01-01")
    with pytest.raises(Refused):
        retitle(actor=office, task=world.task, title="新标题", reason="改")


@pytest.mark.django_db
def test_a_title_is_corrected_on_its_page_and_not_over_somebody_elses_change(world: World, client: Client) -> None:
    client.force_login(world.accounts["office"])
    page = reverse("ledger:retitle", args=[world.task.number])
    assert page in client.get(reverse("casework:task", args=[world.task.number])).content.decode()
    sent = {"title": "石桥厂提标", "reason": "太长", "version": world.task.version}
    assert client.post(page, sent).status_code == 302
    assert "别人刚刚改过" in client.post(page, sent | {"title": "又一个"}).content.decode()
    world.task.refresh_from_db()
    assert world.task.title == "石桥厂提标"


@pytest.mark.django_db
@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\u2066", "\ufeff"])
def test_a_title_keeps_nothing_that_nobody_sees(world: World, unseen: str) -> None:
    retitle(actor=world.accounts["office"], task=world.task, title=f"污水{unseen}直排", reason=f"更{unseen}正")
    world.task.refresh_from_db()
    told = Event.objects.get(action="ledger.retitle")
    assert world.task.title == "污水直排"
    assert '"after":"污水直排"' in told.body and '"reason":"更正"' in told.body
    with pytest.raises(Refused):
        retitle(actor=world.accounts["office"], task=world.task, title=unseen * 3, reason="更正")
