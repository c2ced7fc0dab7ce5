"""What the public sees: a read model of its own. Nothing here points into the ledger; numbers and words were copied when
they were released, so no query of a public page can reach a field that was not."""

from django.db import models

from bihuan.platform.typed import Prose


class PublicTask(models.Model):
    number = models.CharField(max_length=40, unique=True)
    inspection = models.CharField(max_length=160, blank=True)
    problem = Prose()
    goal = models.TextField(blank=True)
    measures = models.JSONField(default=list)
    units = models.JSONField(default=list)
    region = models.CharField(max_length=120, blank=True)
    deadline = models.DateField(null=True)
    deadline_provisional = models.BooleanField(default=False)
    long_term = models.BooleanField(default=False)
    status = models.CharField(max_length=20)
    progress_text = Prose(blank=True)
    released_on = models.DateField()
    updated_on = models.DateField()
    closed_on = models.DateField(null=True)
    filing_no = models.CharField(max_length=60, blank=True)
    reopened_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "deadline"], name="public_status")]

    def __str__(self) -> str:
        return self.number


class PublicNotice(models.Model):
    """A notice as shown; `notice` is only the key under which an objection is handed to casework."""

    notice = models.BigIntegerField(unique=True)
    number = models.CharField(max_length=40, db_index=True)
    title = models.CharField(max_length=160)
    text = models.TextField()
    contact = models.CharField(max_length=160, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(db_index=True)
    provisional = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    pictures = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.title


class Cursor(models.Model):
    """How far the read model has followed the event log."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.seq)
