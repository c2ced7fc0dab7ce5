"""The event log: append only, each event chained to the one before it."""

from django.db import models


class Event(models.Model):
    """One change. `digest` covers `prev` and the canonical JSON of everything else in the row.

    Database triggers refuse UPDATE and DELETE on this table.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(max_length=60, blank=True)
    body = models.TextField()
    algorithm = models.CharField(max_length=10)
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "seq"], name="event_subject"),
            models.Index(fields=["action", "seq"], name="event_action"),
            models.Index(fields=["subject_number", "seq"], name="event_number"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject_number or self.subject_id}"


class Head(models.Model):
    """The chain's last link, in one row that is locked last in each transaction: `max(seq) + 1` would lose writes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_head")]

    def __str__(self) -> str:
        return f"{self.seq} {self.digest[:12]}"
