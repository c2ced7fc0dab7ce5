"""Naming the person who answers for a unit's duty. The unit that leads names them, not the office alone."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.models import Duty
from bihuan.org.models import Person, Post, Unit
from bihuan.platform import clock


def name_person(*, duty: Duty, person: Person) -> Duty:
    """Let a person answer for a live duty. A duty that had another person ends and a new one begins, so that who was
    responsible when can be told. Call it inside the transaction, and with the right, of the step that names the person.
    """
    if duty.person_id == person.pk:
        return duty
    today = clock.today()
    if not serves(person, duty.unit):
        params = {"person": person, "unit": duty.unit}
        raise Refused([Reason("person_elsewhere", _("%(person)s现在不在%(unit)s任职。"), params)])
    if duty.person_id is None:
        duty.person = person
        duty.save(update_fields=["person"])
        return duty
    Duty.objects.filter(pk=duty.pk).update(until=today)
    return Duty.objects.create(task_id=duty.task_id, unit=duty.unit, role=duty.role, person=person, since=today)


def serves(person: Person, unit: Unit) -> bool:
    """Whether a person now holds a post in a unit or in a part of it."""
    return person.active and _posts().filter(person=person, unit__path__startswith=unit.path).exists()


def in_post(person: Person) -> bool:
    """Whether a person now holds a post anywhere."""
    return people_in_post().filter(pk=person.pk).exists()


def people_in_post() -> QuerySet[Person]:
    """Everybody who now holds a post."""
    return Person.objects.filter(active=True, pk__in=_posts().values("person"))


def serving(names: Collection[str]) -> dict[str, list[tuple[Person, str]]]:
    """Who of these names now holds a post, each with the path of the unit."""
    found: dict[str, list[tuple[Person, str]]] = {}
    rows = _posts().filter(person__name__in=names, person__active=True).select_related("person", "unit")
    for post in rows.order_by("pk"):
        found.setdefault(post.person.name, []).append((post.person, post.unit.path))
    return found


def _posts() -> QuerySet[Post]:
    today = clock.today()
    since = Q(since__isnull=True) | Q(since__lte=today)
    until = Q(until__isnull=True) | Q(until__gte=today)
    return Post.objects.filter(since, until)
