"""In whose name an account acts on a task: the same rights as the lists say, and no judge in the own cause."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.casework import services
from bihuan.casework.queues import QUEUES
from bihuan.core.codes import DutyRole, GrantRole, GrantScope, State
from bihuan.core.facts import Limits
from bihuan.core.loop import rights_against, workflow
from bihuan.core.reasons import Refused
from bihuan.ledger import sight
from bihuan.ledger.access import roles_on, visible_ids, visible_tasks
from bihuan.ledger.models import Duty, Task
from bihuan.ledger.standing import facts_of, standing_on
from bihuan.org.models import Post
from bihuan.platform import clock, rules
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


TURNS = {
    "to_accept": ("accept", State.CLAIM),
    "to_plan": ("submit_plan", State.DRAFTING),
    "to_self_check": ("pass_self_check", State.SELF_CHECK),
    "plans_to_review": ("approve_plan", State.PLAN_REVIEW),
    "to_review": ("pass_review", State.REVIEW),
    "to_check": ("record_site_check", State.SITE_CHECK),
    "rechecking": ("pass_recheck", State.RECHECK),
}
"""Lists of work, the step that takes a task off the list, and a state in which it is on it."""
SHORTER = {"to_review", "rechecking"}
"""Lists that name the supervising unit alone where others might do it too."""


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=grants, owed=duties, key=st.sampled_from(sorted(TURNS)))
def test_a_work_list_shows_exactly_the_tasks_on_which_its_step_is_the_viewers_to_take(
    world: World, held: list[Given], owed: list[Owed], key: str
) -> None:
    viewer, task = stage(world, held, owed)
    name, state = TURNS[key]
    Task.objects.filter(pk=task.pk).update(state=state)
    standing = standing_on(task, viewer.account)
    facts = facts_of(standing, Limits.on(rules.pack(), clock.today()))
    mine = not rights_against(workflow(task.workflow).step(name), standing.acting, facts)
    listed = QUEUES[key].rows(viewer).filter(pk=task.pk).exists()
    assert (listed <= mine) if key in SHORTER else (listed == mine)


def test_a_verifier_elsewhere_does_not_sign_for_the_accepting_unit_that_he_only_works_for(world: World) -> None:
    walk = Walk(world).to(State.NOTICE)
    two = world.accounts["bare"]
    grant(two, world.units["water"], GrantRole.VERIFIER, GrantScope.OWN)
    grant(two, world.units["ecology"], GrantRole.RECTIFYING_UNIT, GrantScope.OWN)
    walk.pass_days((walk.task.notices.get().ends_on - walk.today()).days + 1)
    with walk.day():
        assert QUEUES["to_sign"].count(again(two)) == 0
        with pytest.raises(Refused) as caught:
            services.sign_closure(task=walk.task, actor=walk.account("bare"))
    assert [reason.code for reason in caught.value.reasons] == ["duty_missing"]


def test_who_also_assists_disputes_in_the_name_of_the_lead_unit_and_only_as_often_as_it_may(world: World) -> None:
    account = make_account("both", name="某某", unit=world.units["other_county"])
    grant(account, world.units["other_county"], GrantRole.RECTIFYING_UNIT, GrantScope.OWN)
    grant(account, world.units["housing"], GrantRole.RECTIFYING_UNIT, GrantScope.OWN)
    Duty.objects.create(task=world.task, unit=world.units["other_county"], role=DutyRole.ASSIST, since=clock.today())
    sight.renew([world.task.pk])
    passage = services.dispute(task=world.task, actor=account, comment="不归本局管")
    assert passage.unit == world.units["housing"]


def test_who_is_named_on_another_units_duty_acts_in_the_name_of_that_unit(world: World) -> None:
    account = make_account("named", name="某某", unit=world.units["other_county"])
    grant(account, world.units["other_county"], GrantRole.RECTIFYING_UNIT, GrantScope.ASSIGNED)
    Duty.objects.filter(task=world.task, role=DutyRole.LEAD).update(person=account.person)
    assert QUEUES["to_accept"].count(again(account)) == 1
    assert services.accept(task=world.task, actor=account).unit == world.units["housing"]


def test_a_verifier_who_also_works_for_the_lead_unit_does_not_count_as_independent(world: World) -> None:
    walk = Walk(world).to(State.SITE_CHECK)
    grant(world.accounts["second"], world.units["housing"], GrantRole.RECTIFYING_UNIT, GrantScope.OWN)
    with pytest.raises(Refused) as caught:
        walk.site_check()
    assert "verifiers_independent" in {reason.code for reason in caught.value.reasons}
