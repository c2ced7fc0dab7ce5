"""The columns of the ledger: what each shows, on the page, in print and in an export alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import Code, Colour, DutyRole, ProblemCategory, ProblemLevel, ProgressStatus, State, TermClass
from bihuan.ledger.models import Duty, Task
from bihuan.platform.prepared import Prepared, given_keys

SEPARATOR = "；"
"""Between several names in one cell; names of units hold 、 themselves."""
Value = str | date | Decimal | int | bool | Code | None


class Kind(StrEnum):
    """How a value is shown, and as what it is exported."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DAY = "day"
    PERCENT = "percent"
    COUNT = "count"
    FLAG = "flag"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Column:
    """`value` takes a task that was `loaded`; `sort` is the name by which lists are sorted by this column; `needs` is
    the relation that it shows."""

    key: str
    label: str | Promise
    kind: Kind
    value: Callable[[Task], Value]
    sort: str = ""
    needs: str = ""


def _code(codes: type[Code], text: str) -> Code | None:
    return codes(text) if text else None


def _units(role: DutyRole) -> Callable[[Task], str]:
    return lambda task: SEPARATOR.join(duty.unit.name for duty in task.duties.all() if duty.role == role)


def _persons(task: Task) -> str:
    return SEPARATOR.join(dict.fromkeys(duty.person.name for duty in task.duties.all() if duty.person))


def _categories(task: Task) -> str:
    return SEPARATOR.join(str(_(ProblemCategory(mark.code).label)) for mark in task.problem.categories.all())


def _sites(task: Task) -> str:
    return SEPARATOR.join(site.name for site in task.sites.all())


def _inspection(task: Task) -> str:
    return task.problem.inspection.name if task.problem.inspection else ""


def _region(task: Task) -> str:
    return task.region.name if task.region else ""


_ALL = (
    Column("number", _("任务编号"), Kind.NUMBER, lambda task: task.number, sort="number"),
    Column("title", _("任务"), Kind.LONG, lambda task: task.title),
    Column("problem", _("问题编号"), Kind.TEXT, lambda task: task.problem.number, needs="problem"),
    Column("problem_title", _("问题"), Kind.LONG, lambda task: task.problem.title, needs="problem"),
    Column("wording", _("问题原文"), Kind.LONG, lambda task: task.problem.wording, needs="problem"),
    Column("inspection", _("督察"), Kind.TEXT, _inspection, needs="problem__inspection"),
    Column("level", _("来源级别"), Kind.CODE, lambda task: _code(ProblemLevel, task.problem.level), needs="problem"),
    Column("source_number", _("原文序号"), Kind.TEXT, lambda task: task.problem.source_number, needs="problem"),
    Column("category", _("问题类别"), Kind.TEXT, _categories, needs="categories"),
    Column("region", _("属地"), Kind.TEXT, _region, needs="region"),
    Column("lead", _("牵头单位"), Kind.TEXT, lambda task: task.lead.name if task.lead else "", needs="lead"),
    Column("duty", _("责任单位"), Kind.TEXT, _units(DutyRole.DUTY), needs="duties"),
    Column("assist", _("配合单位"), Kind.TEXT, _units(DutyRole.ASSIST), needs="duties"),
    Column("supervise", _("督导单位"), Kind.TEXT, _units(DutyRole.SUPERVISE), needs="duties"),
    Column("accept", _("验收单位"), Kind.TEXT, _units(DutyRole.ACCEPT), needs="duties"),
    Column("persons", _("责任人"), Kind.TEXT, _persons, needs="duties"),
    Column("leader", _("包案领导"), Kind.TEXT, lambda task: task.leader.name if task.leader else "", needs="leader"),
    Column("goal", _("整改目标"), Kind.LONG, lambda task: task.goal),
    Column("deadline", _("整改时限"), Kind.DAY, lambda task: task.deadline, sort="deadline"),
    Column("provisional", _("时限暂定"), Kind.FLAG, lambda task: task.deadline_provisional),
    Column("deadline_text", _("时限原文"), Kind.TEXT, lambda task: task.deadline_text),
    Column("term", _("期限类别"), Kind.CODE, lambda task: _code(TermClass, task.term)),
    Column("long_term", _("长期坚持"), Kind.FLAG, lambda task: task.long_term),
    Column("must_close", _("必须销号年份"), Kind.TEXT, lambda task: str(task.must_close_year or "")),
    Column("state", _("状态"), Kind.CODE, lambda task: State(task.state)),
    Column("since", _("进入状态日期"), Kind.DAY, lambda task: timezone.localdate(task.state_since), sort="since"),
    Column("progress", _("进度"), Kind.CODE, lambda task: _code(ProgressStatus, task.progress), sort="progress"),
    Column("colour", _("预警"), Kind.CODE, lambda task: _code(Colour, task.colour), sort="colour"),
    Column("planned", _("计划进度"), Kind.PERCENT, lambda task: task.planned),
    Column("actual", _("核实进度"), Kind.PERCENT, lambda task: task.actual),
    Column("next_step", _("下一节点"), Kind.DAY, lambda task: task.next_step_on),
    Column("returns", _("退回次数"), Kind.COUNT, lambda task: task.returns),
    Column("sites", _("点位"), Kind.TEXT, _sites, needs="sites"),
    Column("reopenings", _("反弹次数"), Kind.COUNT, lambda task: task.reopenings),
    Column("recheck_on", _("应复核日期"), Kind.DAY, lambda task: task.recheck_on),
    Column("rechecked_on", _("上次复核"), Kind.DAY, lambda task: task.rechecked_on),
    Column("closed_on", _("销号日期"), Kind.DAY, lambda task: task.closed_on),
)
COLUMNS: Mapping[str, Column] = {column.key: column for column in _ALL}
DEFAULT_COLUMNS = ("number", "title", "region", "lead", "deadline", "state", "progress", "colour", "actual")


def chosen(keys: Iterable[str]) -> list[Column]:
    """The columns of these keys in this order; the number always comes with them, for it is what people quote."""
    wanted = [key for key in keys if key in COLUMNS] or list(DEFAULT_COLUMNS)
    return [COLUMNS[key] for key in (wanted if "number" in wanted else ["number", *wanted])]


def loaded(keys: Sequence[int], columns: Iterable[Column]) -> list[Task]:
    """The tasks of these keys in this order with what these columns show and no more: one query for the tasks and one for
    each kind of thing of which a task has many."""
    needs = {column.needs for column in columns} - {""}
    joined = JOINED & needs | ({"problem"} if "categories" in needs else set())
    tasks = {task.pk: task for task in _with(joined).objects(keys=list(keys))}
    found = [tasks[key] for key in keys if key in tasks]
    for need, lookup in _MANY.items():
        if need in needs:
            prefetch_related_objects(found, lookup())
    return found


@cache
def _with(needs: frozenset[str]) -> Prepared:
    def build() -> QuerySet[Task]:
        tasks = Task.objects.filter(pk__in=given_keys("keys"))
        return tasks.select_related(*needs) if needs else tasks  # without any it would load them all

    return Prepared(build)


def _live_duties() -> Prefetch[str]:
    live = Duty.objects.filter(until__isnull=True).select_related("unit", "person").order_by("pk")
    return Prefetch("duties", live)


_MANY: Mapping[str, Callable[[], str | Prefetch[str]]] = {
    "duties": _live_duties,
    "categories": lambda: "problem__categories",
    "sites": lambda: "sites",
}
JOINED = frozenset({"problem", "problem__inspection", "region", "lead", "leader"})
