"""What a document says of its inspection is proposed for the form."""

from datetime import date

import pytest

from bihuan.intake.models import Document
from bihuan.intake.prefill import facts_of, inspection_of
from bihuan.ledger.models import Inspection
from tests.intaking import hand_in, store
from tests.world import World

__all__ = ["store"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]

FEEDBACK = """关于澜川省第三生态环境保护督察组对云陂市督察情况的反馈意见

云陂市委、市政府：
为贯彻落实省委、省政府部署，澜川省第三生态环境保护督察组于2026年3月2日至2026年3月20日对云陂市开展了生态环境保护例行督察。现反馈如下。
一、主要问题
1.青溪县污水处理厂长期超标排放，下游断面水质恶化，群众反映强烈，整改推进不力。
2.白石县砂石料场扬尘污染严重，未落实湿法作业要求，监管长期缺位。

澜川省第三生态环境保护督察组
2026年4月10日
"""


@pytest.fixture
def document(world: World, store: object) -> Document:
    return hand_in(world, "反馈.txt", FEEDBACK)


def test_a_feedback_fills_the_form_of_its_inspection(world: World, document: Document) -> None:
    facts = facts_of(document)
    assert (facts.team, facts.level) == ("澜川省第三生态环境保护督察组", "provincial")
    assert (facts.entered_on, facts.left_on, facts.feedback_on) == (
        date(2026, 3, 2),
        date(2026, 3, 20),
        date(2026, 4, 10),
    )
    assert facts.object == world.units["city"]


def test_a_plan_is_led_to_the_inspection_of_the_same_team_and_a_feedback_begins_a_new_one(
    world: World, document: Document
) -> None:
    Inspection.objects.filter(pk=world.inspection.pk).update(team="澜川省第三生态环境保护督察组")
    assert inspection_of(document, Inspection.objects.all()) is None
    plan = hand_in(world, "方案.txt", FEEDBACK.replace("反馈意见", "反馈意见整改方案"))
    Document.objects.filter(pk=plan.pk).update(kind="plan")
    plan.refresh_from_db()
    assert inspection_of(plan, Inspection.objects.all()) == world.inspection
