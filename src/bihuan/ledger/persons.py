"""Naming the person who answers for a unit's duty. The unit that leads names them, not the office alone."""

from django.db.models import Q

from bihuan.core.reasons import Reason, Refused
from bihuan.core.reasons import gettext_noop as _
from bihuan.ledger.models import Duty
from bihuan.org.models import Person, Post
from bihuan.platform import clock


def name_person(*, duty: Duty, person: Person) -> Duty:
    """Let a person answer for a live duty. A duty that had another person ends and a new one begins, so that who was
    responsible when can be told. Call it inside the transaction, and with the right, of the step that names the person.
    """
    if duty.person_id == person.pk:
        return duty
    today = clock.today()
    if not person.active or not _serves(person, duty):
        params = {"person": person, "unit": duty.unit}
        raise Refused([Reason("person_elsewhere", _("%(person)s现在不在%(unit)s任职。"), params)])
    if duty.person_id is None:
        duty.person = person
        duty.save(update_fields=["person"])
        return duty
    Duty.objects.filter(pk=duty.pk).update(until=today)
    return Duty.objects.create(task_id=duty.task_id, unit=duty.unit, role=duty.role, person=person, since=today)


def _serves(person: Person, duty: Duty) -> bool:
    today = clock.today()
    since = Q(since__isnull=True) | Q(since__lte=today)
    until = Q(until__isnull=True) | Q(until__gte=today)
    return Post.objects.filter(since, until, person=person, unit__path__startswith=duty.unit.path).exists()
