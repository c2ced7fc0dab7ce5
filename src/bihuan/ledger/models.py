"""Inspections, problems, tasks, duties, sites, and the legal clocks that run on them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import (
    Colour,
    DiscoveryMethod,
    DutyRole,
    InspectionLevel,
    InspectionType,
    ProblemCategory,
    ProblemLevel,
    ProgressStatus,
    State,
    TermClass,
)
from bihuan.org.models import Account, Person, Unit
from bihuan.platform.models import StoredFile
from bihuan.platform.typed import Line, Prose


class Inspection(models.Model):
    """A 督察 and the days that its clocks start from."""

    number = models.CharField(_("编号"), max_length=40, unique=True)
    name = Line(_("名称"), max_length=160)
    level = models.CharField(_("层级"), max_length=20, choices=InspectionLevel.choices(_))
    type = models.CharField(_("类型"), max_length=20, choices=InspectionType.choices(_))
    round = Line(_("轮次批次"), max_length=60, blank=True)
    team = Line(_("督察组"), max_length=120, blank=True)
    object = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="inspections")
    entered_on = models.DateField(_("进驻日期"), null=True, blank=True)
    left_on = models.DateField(_("离开日期"), null=True, blank=True)
    feedback_on = models.DateField(_("反馈日期"), null=True, blank=True)
    requirements = Prose(_("督察要求"), blank=True)
    attendees = Prose(_("参加人员"), blank=True)
    source_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class Problem(models.Model):
    """A problem as it was found. `number` and `wording` never change (a database trigger holds the wording); its state
    is the fold over its tasks and stored nowhere."""

    number = models.CharField(_("编号"), max_length=40, unique=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, blank=True, related_name="problems")
    level = models.CharField(_("来源级别"), max_length=20, choices=ProblemLevel.choices(_))
    source_number = Line(_("原文序号"), max_length=60, blank=True)
    title = Line(_("标题"), max_length=120)
    wording = models.TextField(_("原文"))
    discovery = models.CharField(_("发现方式"), max_length=20, choices=DiscoveryMethod.choices(_), blank=True)
    region = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="regional_problems")
    key = models.BooleanField(_("重点案件"), default=False)
    found_on = models.DateField(_("发现日期"), null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="derived")
    rebounds = models.PositiveSmallIntegerField(default=0)
    source_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["level", "id"], name="problem_level")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CategoryMark(models.Model):
    """`level` repeats the problem's, which never changes: problems of a category and a level are found in one index."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="categories", db_index=False)
    code = models.CharField(_("类别"), max_length=30, choices=ProblemCategory.choices(_))
    level = models.CharField(_("来源级别"), max_length=20, choices=ProblemLevel.choices(_))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "code"], name="category_once")]
        indexes = [models.Index(fields=["code", "level", "problem"], name="category_problems")]

    def __str__(self) -> str:
        return self.get_code_display()


class Site(models.Model):
    """A place where a problem stands: an outlet, a landfill, an enterprise."""

    name = Line(_("点位"), max_length=120)
    region = models.ForeignKey(Unit, models.PROTECT, related_name="sites")
    enterprise = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="owned_sites")
    address = Line(_("地址"), max_length=200, blank=True)
    watershed = Line(_("流域"), max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "region"], name="site_once")]

    def __str__(self) -> str:
        return self.name


COLOUR_RANKS = {code: rank for rank, code in enumerate(reversed(Colour))}
"""Worst first; a summary not yet derived comes last."""
PROGRESS_RANKS = {
    code: rank
    for rank, code in enumerate(
        (
            ProgressStatus.OVERDUE,
            ProgressStatus.BEHIND,
            ProgressStatus.NOT_STARTED,
            ProgressStatus.ON_SCHEDULE,
            ProgressStatus.REPORTED,
            ProgressStatus.CLOSED,
        )
    )
}
UNRANKED = 9
NO_DEADLINE = date(9999, 12, 31)


STATE_RANKS = {state: rank for rank, state in enumerate(State)}
"""States in the order of the loop."""


def _rank(field: str, ranks: Mapping[Any, int]) -> Case:
    cases = [When(**{field: code.value}, then=Value(rank)) for code, rank in ranks.items()]
    return Case(*cases, default=Value(UNRANKED))


def _ranked(expression: Any) -> models.GeneratedField:
    """A code as a number that sorts: the database keeps it, so that lists can be read in its order from an index."""
    return models.GeneratedField(expression=expression, output_field=models.SmallIntegerField(), db_persist=True)


class Task(models.Model):
    """A rectification task. `state` is moved by casework alone, by compare-and-swap on `version`.

    `deadline_code` (P30WD, immediate) and `counted_from` are kept of a deadline that was counted; it is provisional while
    the holidays of a year that it reaches are not announced.

    `rechecked_on` is the last passed recheck since the last closure.

    `planned`, `actual` (percent), `progress`, `colour`, `next_step_on` and `recheck_on` are a summary as of `derived_on`,
    for lists and counters; the truth is in the milestones, the clocks and the calendar, and the sweep renews a summary when
    `turns_on` is reached.

    `lead` and `region` repeat the unit of the live lead duty and the problem's region, so that a list of a hundred thousand
    tasks is counted by them from an index; `duties` and `services.record_task` write them together with what they repeat.
    `cell` is state, progress and colour in one number, 100, 10 and 1 times their ranks: one number is counted twice as fast.
    """

    number = models.CharField(_("编号"), max_length=40, unique=True)
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="tasks")
    title = Line(_("任务"), max_length=160)
    goal = Prose(_("整改目标"), blank=True)
    deadline = models.DateField(_("整改时限"), null=True, blank=True)
    deadline_text = Line(_("时限原文"), max_length=120, blank=True)
    original_deadline = models.DateField(null=True, blank=True)
    deadline_code = models.CharField(max_length=12, blank=True)
    counted_from = models.DateField(null=True, blank=True)
    deadline_provisional = models.BooleanField(_("时限暂定"), default=False)
    term = models.CharField(_("期限类别"), max_length=20, choices=TermClass.choices(_), blank=True)
    long_term = models.BooleanField(_("长期坚持"), default=False)
    leader = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="sponsored")
    workflow = models.CharField(max_length=40)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices(_), default=State.CLAIM.value)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    returns = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    must_close_year = models.PositiveSmallIntegerField(_("必须销号年份"), null=True, blank=True)
    false_rectification = models.BooleanField(_("虚假整改"), default=False)
    closed_on = models.DateField(null=True, blank=True)
    rechecked_on = models.DateField(_("上次复核"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    sites = models.ManyToManyField(Site, blank=True, related_name="tasks")
    lead = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    region = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    planned = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    actual = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    progress = models.CharField(_("进度"), max_length=20, choices=ProgressStatus.choices(_), default="")
    colour = models.CharField(_("预警"), max_length=10, choices=Colour.choices(_), default="")
    next_step_on = models.DateField(null=True, blank=True)
    recheck_on = models.DateField(_("应复核日期"), null=True, blank=True)
    derived_on = models.DateField(null=True, blank=True)
    turns_on = models.DateField(null=True, blank=True, db_index=True)

    due_sort = models.GeneratedField(
        expression=Coalesce("deadline", Value(NO_DEADLINE)), output_field=models.DateField(), db_persist=True
    )
    progress_rank = _ranked(_rank("progress", PROGRESS_RANKS))
    colour_rank = _ranked(_rank("colour", COLOUR_RANKS))
    cell = _ranked(
        _rank("state", STATE_RANKS) * 100 + _rank("progress", PROGRESS_RANKS) * 10 + _rank("colour", COLOUR_RANKS)
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="task_state_known"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=False) | ~Q(state=State.CLOSED.value), name="closed_has_day"
            ),
        ]
        indexes = [
            models.Index(fields=["due_sort", "id"], name="task_due"),
            models.Index(fields=["state", "due_sort", "id"], name="task_state_due"),
            models.Index(fields=["progress_rank", "due_sort", "id"], name="task_progress_due"),
            models.Index(fields=["colour_rank", "due_sort", "id"], name="task_colour_due"),
            models.Index(fields=["cell"], name="task_counted"),
            models.Index(fields=["state_since", "id"], name="task_since"),
            models.Index(fields=["lead", "progress_rank", "colour_rank"], name="task_of_lead"),
            models.Index(fields=["region", "progress_rank", "colour_rank"], name="task_of_region"),
            models.Index(fields=["recheck_on"], condition=Q(recheck_on__isnull=False), name="task_recheck"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class TaskText(models.Model):
    """The words by which a task is found, normalised; kept and indexed by `bihuan.ledger.searching` alone."""

    task = models.OneToOneField(Task, models.CASCADE, primary_key=True, related_name="words")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:40]


class Duty(models.Model):
    """What a unit owes to a task. Ended, never deleted, so that who was responsible when can always be told."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="duties", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", db_index=False)
    role = models.CharField(_("责任"), max_length=12, choices=DutyRole.choices(_))
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="duties")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit", "role"], condition=Q(until__isnull=True), name="one_live_duty"
            ),
            models.UniqueConstraint(
                fields=["task"], condition=Q(until__isnull=True, role="lead"), name="one_lead_unit"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "role", "until", "task"], name="duty_of_unit"),
            models.Index(fields=["task", "until", "unit"], name="duty_of_task"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.unit}"


class Sight(models.Model):
    """A task that a unit sees, through itself or a unit below it; kept by `bihuan.ledger.sight` alone.

    `ties` tells by what the unit or one below is tied to the task, `own` by what the unit itself is (see `sight.TIES`).
    Derived and rewritten often, so its keys are looked after by what derives it, not by the database.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    task = models.ForeignKey(Task, models.CASCADE, related_name="sights", db_index=False, db_constraint=False)
    ties = models.SmallIntegerField()
    own = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="sight_once")]
        indexes = [models.Index(fields=["unit", "task", "ties", "own"], name="sight_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.task}"


class Clock(models.Model):
    """A duty with a time limit. `due_on` is derived from the start, the rule and the pauses, and never edited;
    `derivation` is a list of {message, params} that tells in words how."""

    rule = models.CharField(max_length=60)
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, blank=True, related_name="clocks")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="clocks")
    started_on = models.DateField()
    start_event = models.CharField(max_length=60)
    due_on = models.DateField()
    provisional = models.BooleanField(default=False)
    derivation = models.JSONField(default=list)
    stopped_on = models.DateField(null=True, blank=True)
    stop_event = models.CharField(max_length=60, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(stopped_on__isnull=True, lapsed_at__isnull=True),
                name="clock_running",
            ),
            models.Index(fields=["rule", "task"], condition=Q(stopped_on__isnull=True), name="clock_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(inspection__isnull=False) ^ Q(task__isnull=False), name="clock_has_one_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"


class ClockPause(models.Model):
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="pauses")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = Line(max_length=200)

    def __str__(self) -> str:
        return f"{self.since}–{self.until or ''} {self.reason}"


class SavedView(models.Model):
    """A named filter with its columns and order, of one account or shown to all.

    The view without a name holds the columns that the account last chose.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="views")
    name = Line(_("视图名称"), max_length=60)
    query = models.TextField(blank=True)
    shared = models.BooleanField(_("全员可见"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="view_name_once")]

    def __str__(self) -> str:
        return self.name
