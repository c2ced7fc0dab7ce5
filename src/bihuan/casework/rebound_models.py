"""What a rebound leaves behind: which closure it undid, who is asked how it passed, where else the same is looked for."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import AcceptanceAct, SearchScope
from bihuan.ledger.models import Clock, Problem, Task
from bihuan.org.models import Account, Unit
from bihuan.platform.typed import Line, Prose


class Rebound(models.Model):
    """A 反弹: a recheck found a closed problem back. The closure that it undid stays, with its day in `reopened_on`.

    `nodes` are the names of those to be done again; evidence up to the id `evidence_before` proves nothing any more.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="rebounds")
    closure = models.OneToOneField("casework.Closure", models.PROTECT, related_name="rebound")
    recheck = models.OneToOneField("casework.Verification", models.PROTECT, related_name="rebound")
    on = models.DateField(_("认定日期"))
    new_deadline = models.DateField(_("重新整改时限"))
    old_deadline = models.DateField(null=True, blank=True)
    nodes = models.JSONField(_("重新整改的节点"), default=list)
    evidence_before = models.BigIntegerField(default=0)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.on}"


class Tracing(models.Model):
    """A 倒查: one unit is asked what it missed when the closure that did not hold was let through, and why."""

    rebound = models.ForeignKey(Rebound, models.PROTECT, related_name="tracings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="tracing")
    missed = Prose(_("漏查了什么"), blank=True)
    why = Prose(_("为什么没有查出"), blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["rebound", "unit"], name="unit_traced_once")]

    def __str__(self) -> str:
        return str(self.unit)

    @property
    def due_on(self) -> date:
        """By when the unit must answer."""
        return self.clock.due_on


class TracedAct(models.Model):
    """What a person of that unit did to let the closure through, and when."""

    tracing = models.ForeignKey(Tracing, models.PROTECT, related_name="acts")
    act = models.CharField(_("环节"), max_length=20, choices=AcceptanceAct.choices(_))
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    on = models.DateField(_("办理日期"))

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.account}"


class AnalogousSearch(models.Model):
    """举一反三: a unit looks for the same within a scope. Done when it tells what was searched, with hits or without."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="searches")
    rebound = models.ForeignKey(Rebound, models.PROTECT, null=True, blank=True, related_name="searches")
    scope = models.CharField(_("排查范围"), max_length=20, choices=SearchScope.choices(_))
    target = Line(_("具体范围"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("排查单位"))
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    due_on = models.DateField(_("排查期限"))
    searched = Prose(_("排查情况"), blank=True)
    problems = models.ManyToManyField(Problem, blank=True, related_name="+", verbose_name=_("发现的同类问题"))
    done_on = models.DateField(_("完成日期"), null=True, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(searched=""), name="search_done_says_what_was_searched"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.target}"
