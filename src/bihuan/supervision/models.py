"""How tasks stand to the ten duties, as last judged: derived, never the truth, made anew at any time."""

from django.db import models

from bihuan.ledger.models import Task
from bihuan.org.models import Unit


class Judgement(models.Model):
    """One task judged by the ten duties. `verdicts` is a letter for each duty in their order (`core.tenduties.Verdict`);
    `findings` holds the reasons of those violated, by number; `unit` is the lead unit, in whose row the task counts.

    Time alone changes nothing before `turns_on`; an event about the task sets it to the day of the event.
    """

    task = models.OneToOneField(Task, models.CASCADE, primary_key=True, related_name="judgement")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    verdicts = models.CharField(max_length=10)
    findings = models.JSONField(default=dict)
    turns_on = models.DateField(null=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "verdicts"], name="judgement_counted")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.verdicts}"


class Cursor(models.Model):
    """How far the judgements have followed the log, by which figures they were made, and when they were last whole."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    standards = models.CharField(max_length=64, blank=True)
    whole_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.seq)
