"""Accounts and their grants. The system administrator opens accounts, the security administrator gives them rights and
lets them in again; neither does the other's part, and nobody gives anything to the own account (三员分立)."""

import secrets

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from bihuan.audit import services as audit
from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Reason, blank, demand
from bihuan.core.reasons import gettext_noop as _
from bihuan.org.access import ADMINISTRATORS
from bihuan.org.models import Account, Grant, Person, Unit
from bihuan.org.rights import not_administrator, not_of_person, not_of_role, not_over_account
from bihuan.org.signin import counted_name
from bihuan.platform import clock

SYSTEM, SECURITY = GrantRole.SYSTEM_ADMIN, GrantRole.SECURITY_ADMIN
# Without 0/O, 1/l/I: the password is read from paper or over the telephone.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def temporary_password() -> str:
    """Four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(4)) for _m in range(4))


@transaction.atomic
def add_account(
    *,
    actor: Account | None,
    username: str,
    person: Person | None = None,
    password: str | None = "",
    demo: bool = False,
) -> tuple[Account, str]:
    """A new account without any right, and its password, which is shown this once.

    Without a `password` a temporary one is made, to be changed at the first sign-in; None lets nobody sign in. A password
    of the caller's choice and `demo` accounts come from the command line alone.
    """
    username = username.strip()
    found = not_of_role(actor, SYSTEM) + _username_reasons(username)
    if actor and (demo or password):
        found.append(Reason("command_line", _("这样的账号只能在服务器上用命令行建立。")))
    if person and Account.objects.filter(person=person).exists():
        found.append(Reason("person_has_account", _("%(person)s已经有账号。"), {"person": person}))
    if person:
        found += not_of_person(actor, SYSTEM, person)
    demand(*found)
    account = Account(username=username, person=person, demo=demo, must_change_password=password == "")
    password = temporary_password() if password == "" else password
    account.set_password(password)
    account.save()
    body = {"username": username, "person": person.pk if person else None, "demo": demo}
    audit.record("org.add_account", account, actor=actor, body=body, number=account.username)
    return account, password or ""


@transaction.atomic
def reset_password(*, actor: Account | None, account: Account) -> str:
    """A new temporary password, shown this once. Ends every session and every token of the account."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    demand(*not_over_account(actor, SYSTEM, account), *_own(actor, account), *_administrator(actor, account))
    password = temporary_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    # Who had the password may have made tokens with it.
    account.tokens.filter(revoked_at__isnull=True).update(revoked_at=clock.now())
    audit.record(
        "org.reset_password", account, actor=actor, body={"username": account.username}, number=account.username
    )
    return password


@transaction.atomic
def set_active(*, actor: Account | None, account: Account, active: bool, why: str) -> Account:
    """Shut an account, at once and also where it is signed in, or open it again. Accounts are never deleted."""
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    found = not_over_account(actor, SYSTEM, account) + _own(actor, account)
    found += blank("why", why, _("请写明停用或启用的理由。"))
    if account.is_active == active:
        found.append(Reason("nothing_to_do", _("账号已经是这个状态。")))
    if not active:
        found += _last_of_its_kind(account, None)
    demand(*found)
    account.is_active = active
    account.save(update_fields=["is_active"])
    body = {"username": account.username, "active": active, "why": why.strip()}
    audit.record("org.set_active", account, actor=actor, body=body, number=account.username)
    return account


@transaction.atomic
def give_grant(*, actor: Account | None, account: Account, unit: Unit, role: GrantRole, scope: GrantScope) -> Grant:
    """Give an account a role at a unit. Nobody gives more than the own reach, to the own account, or two hats."""
    found = not_administrator(actor, SECURITY, unit, scope) + _own(actor, account)
    if not unit.active:
        found.append(Reason("unit_closed", _("%(unit)s已经撤销。"), {"unit": unit}))
    if role is GrantRole.PUBLIC:
        found.append(Reason("public_needs_none", _("公众不需要授权。")))
    if role in ADMINISTRATORS and scope is GrantScope.ASSIGNED:
        found.append(Reason("scope", _("管理员的范围应为本单位、本单位及下级或全部。")))
    if scope is GrantScope.ASSIGNED and account.person_id is None:
        found.append(Reason("no_person", _("账号没有对应的人员，“交办的任务”无从确定。")))
    held = set(account.grants.filter(revoked_at__isnull=True).values_list("role", flat=True)) - {role.value}
    if held and (role in ADMINISTRATORS or held & ADMINISTRATORS):
        found.append(Reason("two_hats", _("系统、安全、审计管理员由不同账号担任，也不办理业务（三员分立）。")))
    if account.grants.filter(unit=unit, role=role, scope=scope, revoked_at__isnull=True).exists():
        found.append(Reason("already_given", _("这项授权已经有了。")))
    demand(*found)
    grant = Grant.objects.create(
        account=account, unit=unit, role=role, scope=scope, given_by=actor, given_at=clock.now()
    )
    audit.record("org.give_grant", account, actor=actor, body=_told(grant), number=account.username)
    return grant


@transaction.atomic
def revoke_grant(*, actor: Account | None, grant: Grant) -> Grant:
    """Take a grant away; it counts no more from the next request on."""
    grant = Grant.objects.select_for_update(of=("self",)).select_related("account", "unit").get(pk=grant.pk)
    found = not_administrator(actor, SECURITY, grant.unit, GrantScope(grant.scope)) + _own(actor, grant.account)
    if grant.revoked_at:
        found.append(Reason("already_revoked", _("这项授权已经收回。")))
    demand(*found, *_last_of_its_kind(grant.account, grant))
    grant.revoked_at = clock.now()
    grant.save(update_fields=["revoked_at"])
    audit.record("org.revoke_grant", grant.account, actor=actor, body=_told(grant), number=grant.account.username)
    return grant


@transaction.atomic
def unlock(*, actor: Account | None, account: Account) -> None:
    """Forget the failed sign-ins of an account, so that its owner need not wait."""
    demand(*not_over_account(actor, SECURITY, account))
    forget_failures(username=counted_name(account.username))
    audit.record("org.unlock", account, actor=actor, body={"username": account.username}, number=account.username)


@transaction.atomic
def remove_second_factor(*, actor: Account | None, account: Account) -> None:
    """For who has lost the device and the recovery codes: the password alone opens the account again."""
    demand(*not_over_account(actor, SECURITY, account), *_own(actor, account), *_administrator(actor, account))
    Authenticator.objects.filter(user=account).delete()
    audit.record(
        "org.remove_second_factor", account, actor=actor, body={"username": account.username}, number=account.username
    )


def _username_reasons(username: str) -> list[Reason]:
    if found := blank("username", username, _("请填写账号名。")):
        return found
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError:
        return [Reason("username", _("账号名只能用文字、数字和 @ . + - _ 。"))]
    if Account.objects.filter(username__iexact=username).exists():
        return [Reason("username_taken", _("账号名“%(username)s”已被使用。"), {"username": username})]
    return []


def _own(actor: Account | None, account: Account) -> list[Reason]:
    if actor is None or actor.pk != account.pk:
        return []
    return [Reason("own_account", _("不能对自己的账号办理，请由另一位管理员办理。"))]


def _administrator(actor: Account | None, account: Account) -> list[Reason]:
    """Who could set an administrator's password could act as that administrator."""
    if actor is None or not account.grants.filter(revoked_at__isnull=True, role__in=ADMINISTRATORS).exists():
        return []
    return [Reason("administrator", _("管理员账号的密码和两步验证，只能在服务器上用命令行重置。"))]


def _last_of_its_kind(account: Account, grant: Grant | None) -> list[Reason]:
    """Without its last administrator of a kind the system could not be run any more."""
    mine = account.grants.filter(revoked_at__isnull=True, role__in=ADMINISTRATORS)
    for held in mine.filter(pk=grant.pk) if grant else mine:
        others = Grant.objects.filter(role=held.role, revoked_at__isnull=True, account__is_active=True)
        if not others.exclude(pk=held.pk).exclude(account=account).exists():
            return [
                Reason(
                    "last_administrator",
                    _("这是最后一位%(role)s，请先给另一个账号授权。"),
                    {"role": GrantRole(held.role)},
                )
            ]
    return []


def _told(grant: Grant) -> dict[str, object]:
    return {
        "username": grant.account.username,
        "unit": grant.unit_id,
        "role": str(grant.role),
        "scope": str(grant.scope),
    }
