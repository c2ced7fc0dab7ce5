"""Tables that every room uses: files kept by their content, and number series that never repeat."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """One content, kept once however often it is handed in; `sha256` is its name on disk."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media = models.CharField(max_length=120)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class NumberSeries(models.Model):
    """The last number given out under a prefix. It only ever grows, so a number is never used twice."""

    prefix = models.CharField(max_length=40, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"


class RateBucket(models.Model):
    """How often something was done from one origin within one window; in the database so that all processes agree."""

    key = models.CharField(max_length=120)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_bucket_per_window")]

    def __str__(self) -> str:
        return f"{self.key} {self.count}"


class OfficeYear(models.Model):
    """A year whose days of rest and worked weekends the office has entered wholly, with the notice they were taken
    from. `days` lists those that differ from the week: [["2027-02-08", false, "春节"], …]."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=160)
    days = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.year)


class Job(models.Model):
    """Long work handed to the worker. One waiting or running job to a key; `done` of `total` is its progress."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待")
        RUNNING = "running", _("进行中")
        DONE = "done", _("完成")
        FAILED = "failed", _("失败")
        STOPPED = "stopped", _("已停止")

    key = models.CharField(max_length=120)
    function = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    stop_wanted = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)  # the attempt that runs, or the last that ran
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state__in=["waiting", "running"]), name="one_live_job_per_key"
            )
        ]
        indexes = [models.Index(fields=["state", "beat_at"], name="job_state")]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"

    @property
    def told(self) -> str:
        """Why it failed, in the reader's language as far as the words are the system's own."""
        return gettext(self.error) if self.error else ""
