"""The loop: passages, reports, evidence, verifications, notices, objections, closures."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.casework.rebound_models import AnalogousSearch, Rebound, TracedAct, Tracing
from bihuan.core.codes import ClosureReason, Criterion, EvidenceKind, State
from bihuan.ledger.models import Clock, Site, Task
from bihuan.org.models import Account, Unit
from bihuan.planning.models import Milestone
from bihuan.platform.models import StoredFile
from bihuan.platform.typed import Line, Prose

__all__ = [
    "AnalogousSearch",
    "Closure",
    "CriterionResult",
    "Evidence",
    "Extension",
    "Notice",
    "Objection",
    "Passage",
    "Rebound",
    "Report",
    "Signature",
    "SiteResult",
    "TracedAct",
    "Tracing",
    "UpwardReport",
    "Verification",
    "Verifier",
]


class Passage(models.Model):
    """One step taken: from where to where, by whom, why. Rows are only ever added."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="passages")
    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, choices=State.choices(_))
    to_state = models.CharField(max_length=20, choices=State.choices(_))
    actor = models.ForeignKey(Account, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("办理日期"))
    at = models.DateTimeField(_("录入时间"))
    comment = Prose(_("意见"), blank=True)
    outcome = Line(_("结果"), max_length=20, blank=True)
    reference = Line(_("文号"), max_length=60, blank=True)
    items = Prose(_("需补材料"), blank=True)
    respond_by = models.DateField(_("补正期限"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["task", "id"], name="passage_task")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.step}"


class Report(models.Model):
    """Progress reported by the responsible unit for one dispatch period ("2026-11"). Reported is never closed."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="reports")
    period = Line(_("调度期"), max_length=10)
    text = Prose(_("进展情况"))
    difficulties = Prose(_("存在困难"), blank=True)
    next_steps = Prose(_("下一步安排"), blank=True)
    claimed_percent = models.DecimalField(_("自报进度（%）"), max_digits=5, decimal_places=2)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-period", "-id"]
        indexes = [models.Index(fields=["task", "period"], name="report_task_period")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.period}"


class Evidence(models.Model):
    """A file that proves something: a milestone, a criterion, or a before/after view. Withdrawn, never deleted."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = Line(_("文件名"), max_length=200)
    kind = models.CharField(_("材料类型"), max_length=30, choices=EvidenceKind.choices(_))
    caption = Line(_("说明"), max_length=200)
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="evidence")
    criterion = models.CharField(_("证明标准"), max_length=30, choices=Criterion.choices(_), blank=True)
    side = models.CharField(
        _("前后对比"), max_length=6, choices=[("before", _("整改前")), ("after", _("整改后"))], blank=True
    )
    pair = Line(max_length=40, blank=True)
    taken_on = models.DateField(_("拍摄或形成日期"), null=True, blank=True)
    place = Line(_("地点"), max_length=120, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = Line(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Verification(models.Model):
    """One look at a task at one level (self check, review, site check, recheck), with a result for each criterion."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="verifications")
    level = models.CharField(max_length=20, choices=State.choices(_))
    on = models.DateField(_("核查日期"))
    place = Line(_("核查地点"), max_length=120, blank=True)
    conclusion = Prose(_("核查结论"))
    passed = models.BooleanField()
    unannounced = models.BooleanField(_("四不两直"), default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.level} {self.on}"


class Verifier(models.Model):
    """A person who took part in a verification, by account, so that nobody can be named who was not asked."""

    verification = models.ForeignKey(Verification, models.PROTECT, related_name="verifiers")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verification", "account"], name="verifier_once")]

    def __str__(self) -> str:
        return str(self.account)


class CriterionResult(models.Model):
    verification = models.ForeignKey(Verification, models.PROTECT, related_name="results")
    criterion = models.CharField(max_length=30, choices=Criterion.choices(_))
    passed = models.BooleanField()
    comment = Line(max_length=300, blank=True)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verification", "criterion"], name="criterion_once")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.passed}"


class SiteResult(models.Model):
    """A site of the task found to be put right. A task with 178 sites is done when each has its own row; a return of
    the whole task withdraws none of them, a doubted site is withdrawn by name, with the reason."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="site_results")
    site = models.ForeignKey(Site, models.PROTECT, related_name="results")
    on = models.DateField(_("核实日期"))
    comment = Line(_("说明"), max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = Line(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "site"], condition=Q(withdrawn_at__isnull=True), name="one_live_site_result"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.site}"


class Notice(models.Model):
    """A 公示. `text` is what was shown, `digest` its hash; it ends by itself when its days are over. Its last day is its
    clock's alone, which may come later when holidays are announced, never earlier."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="notices")
    starts_on = models.DateField(_("公示开始"))
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="notice")
    title = Line(_("标题"), max_length=160)
    text = Prose(_("公示内容"))
    fields = models.JSONField(default=dict)
    contact = Line(_("意见反馈方式"), max_length=160, blank=True)
    carriers = Line(_("公示载体"), max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    pictures = models.ManyToManyField(Evidence, blank=True, related_name="+")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(withdrawn_on__isnull=True), name="one_live_notice"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_on(self) -> date:
        """The last day on which it is shown."""
        return self.clock.due_on


class Objection(models.Model):
    """What somebody holds against a closure. `name` and `contact` are restricted: never in lists, logs or public pages."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    text = Prose(_("异议内容"))
    name = Line(_("称呼"), max_length=60, blank=True)
    contact = Line(_("联系方式"), max_length=120, blank=True)
    received_at = models.DateTimeField()
    receipt = models.CharField(_("回执编号"), max_length=20, unique=True)
    state = models.CharField(
        max_length=12,
        choices=[("open", _("待处理")), ("upheld", _("成立")), ("dismissed", _("不成立"))],
        default="open",
    )
    reply = Prose(_("处理意见"), blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.receipt


class Closure(models.Model):
    """A 销号 on its notice. A rebound keeps it and sets `reopened_on`."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="closures")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="closures")
    closed_on = models.DateField()
    reason = models.CharField(_("销号依据"), max_length=30, choices=ClosureReason.choices(_))
    filing_no = Line(_("备案号"), max_length=60)
    upper_filing_no = Line(_("上级备案或验收文号"), max_length=60, blank=True)
    minutes_no = Line(_("集体研究纪要"), max_length=60)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reopened_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.filing_no}"


class Signature(models.Model):
    """The accepting unit signs for what it saw: `digest` covers the facts of the file at that moment."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="signatures")
    closure = models.ForeignKey(Closure, models.PROTECT, null=True, blank=True, related_name="signatures")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=0)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.unit} {self.account}"


class Extension(models.Model):
    """A request for a later deadline; who asks never decides. The original deadline stays on the task."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="extensions")
    new_deadline = models.DateField(_("申请延至"))
    reason = Prose(_("延期理由"))
    stage_results = Prose(_("阶段成效"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(
        max_length=12,
        choices=[("open", _("待批")), ("approved", _("同意")), ("refused", _("不同意"))],
        default="open",
    )
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    approval_no = Line(_("批准文号"), max_length=60, blank=True)
    reply = Prose(_("审批意见"), blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["task"], condition=Q(state="open"), name="one_open_extension")]

    def __str__(self) -> str:
        return f"{self.task_id} → {self.new_deadline}"


class UpwardReport(models.Model):
    """对上汇报衔接: what was told to the level above about a task, when, under which number."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="upward_reports")
    on = models.DateField(_("报送日期"))
    to = Line(_("报送单位"), max_length=120)
    document_no = Line(_("文号"), max_length=60, blank=True)
    summary = Prose(_("内容摘要"))
    answer = Prose(_("上级答复"), blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.on} {self.to}"
