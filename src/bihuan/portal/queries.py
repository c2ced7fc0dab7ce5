"""What the public pages read: this room's own tables and nothing else."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from bihuan.portal.models import PublicNotice, PublicTask

PAGE = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers at the top of the public page."""

    released: int
    rectifying: int
    checking: int
    notice: int
    closed: int


def figures() -> Figures:
    counts = dict(PublicTask.objects.values_list("status").annotate(n=Count("id")))
    return Figures(
        released=sum(counts.values()),
        rectifying=counts.get("rectifying", 0) + counts.get("long_term", 0),
        checking=counts.get("checking", 0),
        notice=counts.get("notice", 0),
        closed=counts.get("closed", 0),
    )


def tasks(*, words: str = "", status: str = "", region: str = "") -> QuerySet[PublicTask]:
    """Released tasks, the latest changes first, narrowed by words, status and region."""
    found = PublicTask.objects.all()
    for word in words.split():
        found = found.filter(Q(problem__icontains=word) | Q(goal__icontains=word) | Q(number__iexact=word))
    if status == "rectifying":
        found = found.filter(status__in=["rectifying", "long_term"])
    elif status:
        found = found.filter(status=status)
    if region:
        found = found.filter(region=region)
    return found.order_by("-updated_on", "-id")


def regions() -> list[str]:
    return list(PublicTask.objects.exclude(region="").values_list("region", flat=True).distinct().order_by("region"))


def shown_notices(today: date) -> QuerySet[PublicNotice]:
    """Notices that have begun; before its first day a notice is nobody's to read."""
    return PublicNotice.objects.filter(starts_on__lte=today)


def running_notices(today: date) -> QuerySet[PublicNotice]:
    """Notices that can be objected to today, the one that ends first at the top."""
    return shown_notices(today).filter(ends_on__gte=today, outcome="").order_by("ends_on", "id")


def past_notices(today: date) -> QuerySet[PublicNotice]:
    over = shown_notices(today).filter(Q(ends_on__lt=today) | ~Q(outcome=""))
    return over.order_by("-ends_on", "-id")


def is_running(notice: PublicNotice, today: date) -> bool:
    return notice.starts_on <= today <= notice.ends_on and not notice.outcome
