"""The five lists of a task (causes, goal, measures, funds, responsibility and time), its milestones and its approval."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import CauseType, FundSource, FundStatus, MeasureTag
from bihuan.ledger.models import Task
from bihuan.org.models import Account, Person, Unit
from bihuan.platform.typed import Line, Prose


class Plan(models.Model):
    """The head of a task's plan. `version` grows with every change of a list; an approval records the version it saw
    and no longer counts when the lists have moved on. The approval freezes the acceptance standard: `criteria` are its
    codes, `standard_version` names the rule pack and the day."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="plan")
    version = models.PositiveIntegerField(default=1)
    no_funds_needed = models.BooleanField(_("无需资金"), default=False)
    start_on = models.DateField(_("开工日期"), null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    approved_version = models.PositiveIntegerField(null=True, blank=True)
    approval_no = Line(_("批准文号"), max_length=60, blank=True)
    submitted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    standard_version = models.CharField(max_length=40, blank=True)
    criteria = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.task.number} v{self.version}"


class Cause(models.Model):
    task = models.ForeignKey(Task, models.CASCADE, related_name="causes")
    type = models.CharField(_("原因类型"), max_length=20, choices=CauseType.choices(_))
    text = Prose(_("问题原因"))
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class GoalIndicator(models.Model):
    """The measurable side of the goal: from a baseline to a target, in a unit; or a criterion to be judged (no target)."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="indicators")
    name = Line(_("指标"), max_length=80)
    baseline = models.DecimalField(_("基线"), max_digits=16, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("目标值"), max_digits=16, decimal_places=4, null=True, blank=True)
    unit = Line(_("单位"), max_length=20, blank=True)
    criterion = Line(_("判定标准"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Measure(models.Model):
    """A measure or project. Without a unit and a day it cannot be stored: that is what a measure list is for."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="measures")
    causes = models.ManyToManyField(Cause, blank=True, related_name="measures")
    text = Prose(_("整改措施"))
    tag = models.CharField(_("标签"), max_length=20, choices=MeasureTag.choices(_), blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="measures")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="measures")
    due = models.DateField(_("完成时间"))
    budget = models.DecimalField(_("预算（万元）"), max_digits=14, decimal_places=2, default=0)
    origin = Line(_("出处"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text[:40]


class ProposedMeasure(models.Model):
    """A measure that a document told, before the unit has made it its own; `origin` says which document and where. It is
    gone when the unit has taken it up, then it is a measure with that origin, or has left it out."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="proposed_measures")
    text = Prose(_("整改措施"))
    due = models.DateField(_("完成时间"), null=True, blank=True)
    origin = Line(_("出处"), max_length=200)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:40]


class FundLine(models.Model):
    """Where money comes from, in 万元: planned, allocated (到位) and paid."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="funds")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="funds")
    source = models.CharField(_("资金来源"), max_length=20, choices=FundSource.choices(_))
    amount = models.DecimalField(_("金额（万元）"), max_digits=14, decimal_places=2)
    allocated = models.DecimalField(_("到位（万元）"), max_digits=14, decimal_places=2, default=0)
    paid = models.DecimalField(_("支出（万元）"), max_digits=14, decimal_places=2, default=0)
    status = models.CharField(_("状态"), max_length=20, choices=FundStatus.choices(_), blank=True)
    document_no = Line(_("依据文号"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0, allocated__gte=0, paid__gte=0), name="funds_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(paid__lte=models.F("allocated"), allocated__lte=models.F("amount")),
                name="paid_within_allocated_within_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.amount}"


class Milestone(models.Model):
    """A step of the work with its weight in percent; `days` are working days, `due` is set by the backward schedule.

    `begins`: "" when `after` (the row above where none is named) is finished, "with" as soon as that has started, "free"
    without waiting for any; never before `not_before`.
    """

    task = models.ForeignKey(Task, models.CASCADE, related_name="milestones")
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, blank=True, related_name="milestones")
    after = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followers")
    name = Line(_("节点"), max_length=120)
    weight = models.DecimalField(_("权重（%）"), max_digits=5, decimal_places=2)
    days = models.PositiveSmallIntegerField(_("工期（工作日）"), default=1)
    lag = models.PositiveSmallIntegerField(_("间隔（工作日）"), default=0)
    begins = models.CharField(
        _("接续方式"),
        max_length=10,
        blank=True,
        choices=[("with", _("可与其同时开始")), ("free", _("不等其他节点"))],
    )
    not_before = models.DateField(_("最早开工"), null=True, blank=True)
    start = models.DateField(_("开始"), null=True, blank=True)
    due = models.DateField(_("完成时限"), null=True, blank=True)
    recurring = models.CharField(
        _("定期"), max_length=10, blank=True, choices=[("quarterly", _("每季")), ("yearly", _("每年"))]
    )
    reported_on = models.DateField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__gte=0, weight__lte=100), name="weight_is_a_percentage")
        ]
        indexes = [
            # Few nodes wait for a verifier at a time.
            models.Index(
                fields=["task"],
                condition=models.Q(reported_on__isnull=False, verified_on__isnull=True),
                name="milestone_to_verify",
            )
        ]

    def __str__(self) -> str:
        return self.name
