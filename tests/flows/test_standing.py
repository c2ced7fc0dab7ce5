"""In whose name an account acts on a task: the same rights as the lists say, and no judge in the own cause."""

import pytest
from hypothesis import HealthCheck, given, settings

from bihuan.casework import services
from bihuan.core.codes import DutyRole, GrantRole, GrantScope, State
from bihuan.core.reasons import Refused
from bihuan.ledger.access import roles_on, visible_ids, visible_tasks
from bihuan.ledger.models import Duty, Task
from bihuan.ledger.standing import standing_on
from bihuan.org.models import Post
from bihuan.platform import clock
from tests.examples import examples
from tests.flows.walk import Walk
from tests.org.test_access import Given, Owed, again, duties, grants, stage
from tests.world import World, grant, make_account

pytestmark = pytest.mark.django_db


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=grants, owed=duties)
def test_the_steps_know_the_same_roles_as_the_pages(world: World, held: list[Given], owed: list[Owed]) -> None:
    viewer, task = stage(world, held, owed)
    assert standing_on(task, viewer.account).roles == roles_on(viewer, task)
    if not viewer.sees_all and (viewer.unit_ids or viewer.assigned_person):
        assert set(visible_ids(viewer)) == set(visible_tasks(viewer).values_list("pk", flat=True))


def test_an_assigned_grant_gives_no_role_where_the_person_is_not_named(world: World) -> None:
    Duty.objects.filter(task=world.task).update(person=None)
    standing = standing_on(world.task, world.accounts["assigned"])
    assert not standing.roles
    assert not standing.units


def test_who_is_named_by_name_acts_for_the_unit_that_named_him(world: World) -> None:
    account = make_account("named", name="某某", unit=world.units["other_county"])
    grant(account, world.units["other_county"], GrantRole.RECTIFYING_UNIT, GrantScope.ASSIGNED)
    Duty.objects.filter(task=world.task, role=DutyRole.DUTY).update(person=account.person)
    assert world.units["county"].pk in standing_on(world.task, account).units


@pytest.mark.parametrize(("ended", "counts"), [(False, True), (True, False)])
def test_who_is_lent_to_the_office_shares_the_interest_of_the_own_bureau(
    world: World, ended: bool, counts: bool
) -> None:
    account = make_account("lent", name="某某", unit=world.units["housing"])
    grant(account, world.units["office"], GrantRole.RECTIFICATION_OFFICE, GrantScope.ALL)
    if ended:
        Post.objects.filter(person=account.person).update(until=clock.today().replace(year=2020))
    standing = standing_on(world.task, account)
    assert (world.units["housing"].pk in standing.interests) == counts


def test_an_officer_lent_by_the_lead_unit_cannot_approve_its_plan(world: World) -> None:
    walk = Walk(world).to(State.PLAN_REVIEW)
    lent = make_account("lent", name="某某", unit=world.units["housing"])
    grant(lent, world.units["office"], GrantRole.RECTIFICATION_OFFICE, GrantScope.ALL)
    with walk.day(), pytest.raises(Refused) as caught:
        services.approve_plan(task=walk.task, actor=lent, approval_no="临督整〔2026〕9号")
    assert "actor_independent" in {reason.code for reason in caught.value.reasons}
    assert Task.objects.get(pk=world.task.pk).state == State.PLAN_REVIEW


def test_the_viewer_of_an_account_is_loaded_once(world: World, django_assert_num_queries: object) -> None:
    account = again(world.accounts["lead"]).account
    with django_assert_num_queries(1):  # type: ignore[operator]  # the duties; grants and posts are there
        standing_on(world.task, account)
