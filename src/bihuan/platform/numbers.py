"""Numbers that people quote: given out once, never reused, also when the row they were meant for was not kept."""

from django.db import transaction
from django.db.models import F

from bihuan.platform.models import NumberSeries


@transaction.atomic
def next_number(prefix: str, width: int = 4) -> str:
    """The next number under a prefix: next_number("WT-2026-") → "WT-2026-0001"."""
    NumberSeries.objects.get_or_create(prefix=prefix)
    NumberSeries.objects.filter(prefix=prefix).update(last=F("last") + 1)
    return f"{prefix}{NumberSeries.objects.get(prefix=prefix).last:0{width}d}"
