"""Documents that came in, and what was read from them until it is registered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.ledger.models import Clock, Inspection, Problem, Task
from bihuan.org.models import Account, Unit
from bihuan.platform.models import StoredFile
from bihuan.platform.typed import Line, Prose


class Document(models.Model):
    """A file handed in for reading. The same content handed in again is recognised by its file.

    `failure` is {why, remedy, params}: Chinese msgids and what fills them. `layout` is what `text` looked like in the file:
    {pages: [[number, start, end, name]], furniture: [[start, end]], content: [[start, end]], notes: [{text, params}]}.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("待读取")
        READING = "reading", _("读取中")
        READ = "read", _("待核对")
        REGISTERED = "registered", _("已登记")
        FAILED = "failed", _("读取失败")
        STOPPED = "stopped", _("已停止")

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="documents")
    name = Line(_("文件名"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="documents")
    uploaded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    pages = models.PositiveIntegerField(default=0)
    failure = models.JSONField(null=True, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    kind_given = models.CharField(max_length=20, blank=True)  # by a person; empty: the reader tells it
    title = Line(max_length=200, blank=True)
    text = models.TextField(blank=True)
    reading = models.JSONField(null=True, blank=True)
    layout = models.JSONField(null=True, blank=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, blank=True, related_name="documents")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["file", "unit"], name="document_once_per_unit")]

    def __str__(self) -> str:
        return self.name


class FieldName(models.Model):
    """What a label or the head of a column means in the documents of an office: a field of `reading.profile.FIELDS`."""

    class What(models.TextChoices):
        LABEL = "label", _("段落标签")
        COLUMN = "column", _("表头")

    office = models.ForeignKey(Unit, models.PROTECT, related_name="field_names")
    what = models.CharField(_("用在"), max_length=8, choices=What)
    wording = models.CharField(_("文件里的写法"), max_length=40)
    meaning = models.CharField(_("意思"), max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "what", "wording"], name="field_named_once")]

    def __str__(self) -> str:
        return self.wording


class Entry(models.Model):
    """One item of a reading on its way into the ledger. `read` is what the machine found and never changes; `fields` is
    what a person made of it, in the same form (see `fields.py`). `same_as` is the problem of the ledger that a person found
    it to be; `problem` and `task` are what it became."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待核对")
        CONFIRMED = "confirmed", _("已确认")
        REJECTED = "rejected", _("不登记")
        MERGED = "merged", _("已合并")
        REGISTERED = "registered", _("已登记")

    document = models.ForeignKey(Document, models.CASCADE, related_name="entries")
    order = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    read = models.JSONField(null=True, blank=True)
    fields = models.JSONField()
    confidence = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    why = Line(_("理由"), max_length=200, blank=True)
    same_as = models.ForeignKey(Problem, models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, blank=True, related_name="entries")
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="entries")

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.document_id}#{self.order}"


class Circulation(models.Model):
    """An inspection's feedback sent on to units (传达), each of which signs for it before the `clock` runs out. It carries
    the document, where there is one, and always the problems registered under the inspection."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="circulations")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="circulations")
    note = Prose(_("传达要求"), blank=True)
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="circulation")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.inspection} {self.sent_at:%Y-%m-%d}"


class Delivery(models.Model):
    """One unit's copy of a circulation: when its people first saw it, when they signed, and what they arranged."""

    circulation = models.ForeignKey(Circulation, models.CASCADE, related_name="deliveries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="deliveries")
    seen_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    conveyed_on = models.DateField(_("传达日期"), null=True, blank=True)
    arranged = Prose(_("传达学习情况"), blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circulation", "unit"], name="delivered_once_per_unit")]
        indexes = [models.Index(fields=["unit"], condition=models.Q(signed_at=None), name="delivery_unsigned")]

    def __str__(self) -> str:
        return f"{self.circulation_id} {self.unit}"
