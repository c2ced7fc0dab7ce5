"""Accounts and grants: three administrators, none of whom can do it all."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.audit.models import Event
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.org.access import ADMINISTRATORS
from bihuan.org.accounts import (
    add_account,
    give_grant,
    remove_second_factor,
    reset_password,
    revoke_grant,
    set_active,
    unlock,
)
from bihuan.org.models import Account, Grant
from bihuan.org.tokens import account_of, create_token
from tests.examples import examples
from tests.world import World, grant, make_account

pytestmark = pytest.mark.django_db


def refused(attempt: Callable[[], object]) -> set[str]:
    with pytest.raises(Refused) as caught:
        attempt()
    return {reason.code for reason in caught.value.reasons}


def test_a_new_account_has_a_password_to_change_and_no_right(world: World) -> None:
    account, password = add_account(actor=world.accounts["system"], username=" 新同志 ")
    assert account.check_password(password)
    assert (account.username, account.must_change_password, account.grants.count()) == ("新同志", True, 0)
    assert len(password) == 19
    assert password not in "".join(Event.objects.values_list("body", flat=True))


@pytest.mark.parametrize(("username", "code"), [("", "username"), ("a b", "username"), ("LEAD", "username_taken")])
def test_a_username_that_cannot_be_is_refused(world: World, username: str, code: str) -> None:
    assert refused(lambda: add_account(actor=None, username=username)) == {code}


def test_demo_accounts_and_chosen_passwords_come_from_the_command_line_alone(world: World) -> None:
    system = world.accounts["system"]
    assert refused(lambda: add_account(actor=system, username="x", demo=True)) == {"command_line"}
    assert refused(lambda: add_account(actor=system, username="x", password="chosen by hand")) == {"command_line"}
    account, password = add_account(actor=None, username="x", password="chosen by hand", demo=True)
    assert (account.demo, account.must_change_password, password) == (True, False, "chosen by hand")


def test_one_person_has_one_account(world: World) -> None:
    person = world.accounts["lead"].person
    assert refused(lambda: add_account(actor=None, username="x", person=person)) == {"person_has_account"}


@pytest.mark.parametrize("key", ["office", "lead", "security", "audit", "bare"])
def test_only_the_system_administrator_keeps_accounts(world: World, key: str) -> None:
    actor, lead = world.accounts[key], world.accounts["stranger"]
    assert "role_missing" in refused(lambda: add_account(actor=actor, username="x"))
    assert "role_missing" in refused(lambda: reset_password(actor=actor, account=lead))
    assert "role_missing" in refused(lambda: set_active(actor=actor, account=lead, active=False, why="x"))


@pytest.mark.parametrize("key", ["office", "lead", "system", "audit", "bare"])
def test_only_the_security_administrator_gives_rights(world: World, key: str) -> None:
    actor, bare = world.accounts[key], world.accounts["stranger"]
    held = Grant.objects.get(account=bare)
    attempt = {"unit": world.units["town"], "role": GrantRole.VERIFIER, "scope": GrantScope.OWN}
    assert "role_missing" in refused(lambda: give_grant(actor=actor, account=bare, **attempt))  # type: ignore[arg-type]  # one dict holds values of several types
    assert "role_missing" in refused(lambda: revoke_grant(actor=actor, grant=held))
    assert "role_missing" in refused(lambda: unlock(actor=actor, account=bare))
    assert "role_missing" in refused(lambda: remove_second_factor(actor=actor, account=bare))


def test_nobody_touches_the_own_account(world: World) -> None:
    system, security = world.accounts["system"], world.accounts["security"]
    city = world.units["city"]
    own = Grant.objects.get(account=security)
    assert "own_account" in refused(lambda: reset_password(actor=system, account=system))
    assert "own_account" in refused(lambda: set_active(actor=system, account=system, active=False, why="x"))
    assert "own_account" in refused(
        lambda: give_grant(
            actor=security, account=security, unit=city, role=GrantRole.SECURITY_ADMIN, scope=GrantScope.OWN
        )
    )
    assert "own_account" in refused(lambda: revoke_grant(actor=security, grant=own))


@pytest.mark.parametrize("key", ["security", "audit"])
def test_an_administrators_password_is_not_reset_by_another(world: World, key: str) -> None:
    """Else the system administrator could sign in as the one who gives rights."""
    assert refused(lambda: reset_password(actor=world.accounts["system"], account=world.accounts[key])) == {
        "administrator"
    }
    reset_password(actor=None, account=world.accounts[key])


def test_a_reset_password_must_be_changed(world: World) -> None:
    password = reset_password(actor=world.accounts["system"], account=world.accounts["lead"])
    lead = Account.objects.get(username="lead")
    assert lead.check_password(password)
    assert lead.must_change_password


def test_a_reset_password_ends_the_tokens_made_with_the_old_one(world: World) -> None:
    lead = world.accounts["lead"]
    _row, text = create_token(actor=lead, name="x", days=30)
    assert account_of(text)
    reset_password(actor=world.accounts["system"], account=lead)
    assert account_of(text) is None


roles = st.sampled_from([role for role in GrantRole if role is not GrantRole.PUBLIC])


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(st.tuples(roles, st.sampled_from(GrantScope)), max_size=5))
def test_no_account_ever_wears_two_hats(world: World, wanted: list[tuple[GrantRole, GrantScope]]) -> None:
    account = make_account(f"hats{Account.objects.count()}", name="某某", unit=world.units["town"])
    for role, scope in wanted:
        try:
            give_grant(
                actor=world.accounts["security"], account=account, unit=world.units["town"], role=role, scope=scope
            )
        except Refused:
            continue
    held = {GrantRole(g.role) for g in account.grants.filter(revoked_at__isnull=True)}
    assert len(held) <= 1 or not held & ADMINISTRATORS


def test_nobody_gives_more_than_the_own_reach(world: World) -> None:
    actor = make_account("county-security")
    grant(actor, world.units["county"], GrantRole.SECURITY_ADMIN, GrantScope.SUBTREE)
    bare, role = world.accounts["bare"], GrantRole.SUPERVISOR
    town, city = world.units["town"], world.units["city"]
    give_grant(actor=actor, account=bare, unit=town, role=role, scope=GrantScope.SUBTREE)
    for unit, scope in ((town, GrantScope.ALL), (city, GrantScope.OWN), (city, GrantScope.SUBTREE)):
        attempt = partial(give_grant, actor=actor, account=bare, unit=unit, role=role, scope=scope)
        assert refused(attempt) == {"not_your_unit"}


def test_an_administrator_of_a_county_does_not_reach_accounts_of_the_city(world: World) -> None:
    actor = make_account("county-system")
    grant(actor, world.units["county"], GrantRole.SYSTEM_ADMIN, GrantScope.SUBTREE)
    reset_password(actor=actor, account=world.accounts["town"])
    for key in ("lead", "office", "stranger"):
        assert refused(partial(reset_password, actor=actor, account=world.accounts[key])) == {"not_your_unit"}


def test_the_last_administrator_of_a_kind_stays(world: World) -> None:
    other = make_account("security-2")
    held = grant(other, world.units["office"], GrantRole.SECURITY_ADMIN, GrantScope.ALL)
    first = world.accounts["security"]
    revoke_grant(actor=other, grant=Grant.objects.get(account=first))
    assert refused(lambda: set_active(actor=world.accounts["system"], account=other, active=False, why="x")) == {
        "last_administrator"
    }
    assert refused(lambda: revoke_grant(actor=None, grant=held)) == {"last_administrator"}


def test_a_revoked_grant_is_kept_and_may_be_given_again(world: World) -> None:
    security, lead = world.accounts["security"], world.accounts["lead"]
    held = Grant.objects.get(account=lead)
    assert revoke_grant(actor=security, grant=held).revoked_at
    assert refused(lambda: revoke_grant(actor=security, grant=held)) == {"already_revoked"}

    def give_again() -> Grant:
        role, scope = GrantRole(held.role), GrantScope(held.scope)
        return give_grant(actor=security, account=lead, unit=held.unit, role=role, scope=scope)

    give_again()
    assert refused(give_again) == {"already_given"}
    assert lead.grants.count() == 2


def test_an_assigned_grant_needs_a_person_and_the_public_none(world: World) -> None:
    bare, unit = world.accounts["bare"], world.units["town"]
    assert refused(
        lambda: give_grant(actor=None, account=bare, unit=unit, role=GrantRole.LEADER, scope=GrantScope.ASSIGNED)
    ) == {"no_person"}
    assert refused(
        lambda: give_grant(actor=None, account=bare, unit=unit, role=GrantRole.PUBLIC, scope=GrantScope.ALL)
    ) == {"public_needs_none"}
