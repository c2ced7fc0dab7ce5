"""What the API itself keeps: the answers given under a key, so that a call sent again is not done again."""

from django.db import models

from bihuan.org.models import Account


class KeyedCall(models.Model):
    """A call under an `Idempotency-Key` of an account, or a form it sent (its `answer` is the address it led to).

    `digest` covers method, address and what was sent; `status` is None while it runs; of a form, 202 from the first event on
    and 500 when its page failed after that. A row is kept until `expires_at`.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    media = models.CharField(max_length=80, blank=True)
    answer = models.TextField(blank=True)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_call_per_key")]
        indexes = [models.Index(fields=["expires_at"], name="keyed_call_expiry")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.key}"
