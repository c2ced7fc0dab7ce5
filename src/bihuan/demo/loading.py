"""`bihuan demo`: the invented city, played through the same services as a real office, dated around a given day."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.core.codes import InspectionLevel, InspectionType
from bihuan.demo.city import load_city
from bihuan.demo.conveying import Conveyance
from bihuan.demo.documents import sample_documents
from bihuan.demo.play import OFFICE, Play
from bihuan.demo.playing import Happening, happenings
from bihuan.demo.settling import Settled, accounts, settle
from bihuan.demo.story import load_story
from bihuan.demo.timeline import Inspection as ToldInspection
from bihuan.demo.timeline import Story
from bihuan.intake.models import FieldName
from bihuan.intake.services import receive
from bihuan.intake.services.learning import teach
from bihuan.ledger import services as ledger
from bihuan.ledger.clocks import is_owed_upward
from bihuan.ledger.models import Inspection
from bihuan.ledger.reporting import hand_in
from bihuan.org.aliases import keep_alias
from bihuan.org.models import Unit
from bihuan.platform import clock, jobs, sweeping

Tell = Callable[[str], None]
BEFORE_ALL = 30
"""Days between the founding of the city in the system and the first inspection's entry."""
EARLY = 9


class NotEmptyError(Exception):
    """The database already holds an office."""


def load(today: date, *, tell: Tell) -> str:
    """Load the city, its story and its documents; all of it or nothing. Returns what to print: the accounts.

    Broken off while the documents are read, it is whole all the same: the worker of `bihuan serve` reads the rest.
    """
    if Unit.objects.exists():
        raise NotEmptyError(
            _("数据库里已经有单位，示例只能装入空库。请换一个 BIHUAN_HOME，例如 BIHUAN_HOME=var/demo。")
        )
    story = load_story().dated(today)
    with transaction.atomic():
        tell(_("正在建立临澜市的单位、人员和账号……"))
        first = min(inspection.entered for inspection in story.inspections) - BEFORE_ALL
        with clock.fixed(moment(today, first, 0)):
            settled = settle(load_city())
        inspections = {told.id: _inspect(told, settled, today) for told in story.inspections}
        tell(_("正在办理%(count)s项整改任务……") % {"count": len(story.tasks)})
        latest = max(story.inspections, key=lambda told: told.feedback)
        due: list[tuple[str, Happening]] = []
        for task in story.tasks:
            one = Play(settled, story, task, inspections[task.inspection_id], today)
            due += [(task.source, happening) for happening in happenings(one)]
        conveyance = Conveyance(settled, latest, inspections[latest.id], today)
        due += [(conveyance.name, happening) for happening in conveyance.happenings()]
        play(due, today, tell)
        _report_upward(settled, story, inspections, today)
        _teach(settled)
        for sample, content in sample_documents(today):
            receive(actor=settled.accounts[OFFICE], name=sample.name, chunks=[content])
    tell(_("正在读取示例文件……"))
    jobs.work_off()
    sweeping.sweep()
    return accounts(settled.city)


def moment(today: date, day: int, turn: int) -> datetime:
    """A moment in the office hours of a day; `turn` keeps what follows on the same day in order."""
    start = datetime.combine(today + timedelta(days=day), time(8, 30))
    return timezone.make_aware(start + timedelta(minutes=min(turn, 500)))


def _inspect(told: ToldInspection, settled: Settled, today: date) -> Inspection:
    def on(day: int) -> date:
        return today + timedelta(days=day)

    facts = ledger.InspectionFacts(
        name=told.name,
        level=InspectionLevel(told.level),
        type=InspectionType(told.type),
        round=told.round,
        team=told.team,
        object=settled.units["city"],
        entered_on=on(told.entered),
        left_on=on(told.left),
        feedback_on=on(told.feedback),
    )
    with clock.fixed(moment(today, told.feedback, 0)):
        return ledger.record_inspection(actor=settled.accounts[OFFICE], facts=facts)


def _report_upward(settled: Settled, story: Story, inspections: dict[str, Inspection], today: date) -> None:
    """The first reports of all but the latest inspection have gone to the level above, some days before they were due."""
    for told in story.inspections:
        for owed in inspections[told.id].clocks.filter(stopped_on__isnull=True, due_on__lt=today):
            if not is_owed_upward(owed):
                continue
            on = max(owed.started_on, owed.due_on - timedelta(days=EARLY))
            with clock.fixed(moment(today, 0, 0)):
                hand_in(
                    actor=settled.accounts[OFFICE], owed=owed, on=on, document_no=f"临整改办报〔{on.year}〕{owed.pk}号"
                )


def _teach(settled: Settled) -> None:
    """Words of its own that the office has taught the reader."""
    clerk, office = settled.accounts[OFFICE], settled.units["city.office"]
    keep_alias(actor=clerk, unit=settled.units["city.housing"], name="临澜市建委")
    teach(actor=clerk, office=office, what=FieldName.What.COLUMN, wording="盯办科室", field="supervise")
    teach(actor=clerk, office=office, what=FieldName.What.LABEL, wording="整改怎么干", field="measures")


def play(due: list[tuple[str, Happening]], today: date, tell: Tell) -> None:
    """Let everything happen in the order of days over all tasks, so that the log tells one history; (whose, what)."""
    turn, last = 0, None
    in_order = sorted(due, key=lambda pair: (pair[1].day, pair[1].order))
    for done, (name, happening) in enumerate(in_order, start=1):
        turn = turn + 1 if happening.day == last else 1
        last = happening.day
        with clock.fixed(moment(today, happening.day, turn)):
            try:
                happening.do()
            except Exception as error:
                error.add_note(f"{name}: {happening.what} on day {happening.day}")
                raise
        if done % 200 == 0:
            tell(f"  {done}/{len(due)}")
