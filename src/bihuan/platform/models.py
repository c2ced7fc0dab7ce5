"""Tables that every room uses: files kept by their content, and number series that never repeat."""

from django.db import models


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
    """A year whose holidays the office has entered wholly, with the notice they were taken from."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=160)

    def __str__(self) -> str:
        return str(self.year)


class OfficeDay(models.Model):
    """A day on which the office works or rests other than the published calendar says (调休, local holidays)."""

    date = models.DateField(unique=True)
    works = models.BooleanField()
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.works}"
