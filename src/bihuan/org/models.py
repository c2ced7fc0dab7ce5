"""Units, people, posts, accounts and grants: who may see and do what."""

from collections.abc import Sequence
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.platform.typed import Line


class UnitKind(models.TextChoices):
    PARTY = "party", _("党委")
    GOVERNMENT = "government", _("政府")
    OFFICE = "office", _("整改办")
    BUREAU = "bureau", _("部门")
    COUNTY = "county", _("县（市、区）")
    PARK = "park", _("开发区")
    TOWN = "town", _("乡镇（街道）")
    ENTERPRISE = "enterprise", _("企业")
    INSPECTION = "inspection", _("督察机构")
    DISCIPLINE = "discipline", _("纪检监察机关")
    OTHER = "other", _("其他")


class Unit(models.Model):
    """A unit in one tree. `path` is the ids from the root, each followed by a dot ("3.17.204."), so that a subtree is
    a prefix. A unit is never deleted: it is closed, and may say which unit took over."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, unique=True, editable=False)
    name = Line(_("名称"), max_length=120)
    short_name = Line(_("简称"), max_length=40, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=UnitKind)
    level = models.CharField(_("层级"), max_length=12, default="city")
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    tile_x = models.SmallIntegerField(null=True, blank=True)
    tile_y = models.SmallIntegerField(null=True, blank=True)
    active = models.BooleanField(_("在用"), default=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["parent", "name"], name="unit_name_once_under_parent")]

    def __str__(self) -> str:
        return self.short_name or self.name


class UnitAlias(models.Model):
    """Another name by which documents call a unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    name = Line(_("别名"), max_length=120, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    name = Line(_("姓名"), max_length=40)
    phone = Line(_("电话"), max_length=30, blank=True)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A person's post in a unit for a time; an open end means now."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = Line(_("职务"), max_length=60)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.unit} {self.title} {self.person}"


class AccountManager(UserManager["Account"]):
    """Accounts with their person, whose name every page shows."""

    use_in_migrations = False

    def select_for_update(
        self, nowait: bool = False, skip_locked: bool = False, of: Sequence[str] = ("self",), no_key: bool = False
    ) -> models.QuerySet["Account"]:
        """Locks the account alone: who asks without `of`, as the sign-in library does, would be refused by PostgreSQL,
        since an account need not have a person."""
        return self.get_queryset().select_for_update(nowait, skip_locked, of, no_key)

    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().select_related("person")


class Account(AbstractUser):
    """What a person signs in with. `demo` accounts work from the loopback address alone."""

    objects: ClassVar[AccountManager] = AccountManager()

    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="account")
    demo = models.BooleanField(default=False, editable=False)
    must_change_password = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.person.name if self.person_id and self.person else self.username


class Grant(models.Model):
    """A role of an account at a unit, and how far from that unit it reaches. Revoked, never deleted."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    role = models.CharField(_("角色"), max_length=30, choices=GrantRole.choices(_))
    scope = models.CharField(_("范围"), max_length=12, choices=GrantScope.choices(_))
    given_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "role", "scope"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_live_grant",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.role}@{self.unit}"


class AccessToken(models.Model):
    """What a program shows instead of a password. The token itself is told once; only its SHA-256 is kept."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens")
    name = Line(_("用途"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("有效期至"))
    last_used_on = models.DateField(_("最近使用"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
