"""What the list page shows around its rows: facets, chips, headers and pager, each a link that changes one thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from bihuan.core.codes import Code, Colour, GrantRole, ProgressStatus, State
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.cells import shower, task_address
from bihuan.ledger.columns import COLUMNS, Column
from bihuan.ledger.filters import DEFAULT_SIZE, DEFAULT_SORT, Asked, TaskFilter, url_for
from bihuan.ledger.models import Task
from bihuan.ledger.queries import Counted, LedgerQuery, Page
from bihuan.org.access import Viewer
from bihuan.org.models import Person

NAMES = {
    "q": gettext_noop("搜索"),
    "state": gettext_noop("状态"),
    "progress": gettext_noop("进度"),
    "colour": gettext_noop("预警"),
    "unit": gettext_noop("单位"),
    "itself": gettext_noop("仅本级"),
    "role": gettext_noop("责任"),
    "led": gettext_noop("已明确牵头单位"),
    "inspection": gettext_noop("督察"),
    "level": gettext_noop("来源级别"),
    "category": gettext_noop("问题类别"),
    "region": gettext_noop("属地"),
    "watershed": gettext_noop("流域"),
    "due_from": gettext_noop("时限自"),
    "due_to": gettext_noop("时限至"),
    "term": gettext_noop("期限类别"),
    "leader": gettext_noop("包案领导"),
    "long_term": gettext_noop("长期坚持"),
    "must_close": gettext_noop("必须销号年份"),
    "returned": gettext_noop("退回过"),
    "recheck": gettext_noop("复核"),
    "rebounded": gettext_noop("反弹过"),
    "objected": gettext_noop("公示有未办结异议"),
    "mine": gettext_noop("与我有关"),
}
FLAGS = ("itself", "led", "long_term", "returned", "rebounded", "objected", "mine")
FACETS: tuple[tuple[str, type[Code]], ...] = (("state", State), ("progress", ProgressStatus), ("colour", Colour))


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to filter by, as a link that puts it in or takes it out; `count` None when it is not known."""

    label: str
    url: str
    active: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Chip:
    name: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Header:
    label: str
    css: str
    url: str
    aria: str


class Listing:
    """One answer of the list page."""

    def __init__(self, viewer: Viewer, asked: Asked, columns: Sequence[Column]) -> None:
        self.viewer = viewer
        self.asked = asked
        self.columns = columns
        self.query = LedgerQuery(viewer, asked.filter, asked.sort)

    def url(self, wanted: TaskFilter | None = None, *, sort: str = "", more: Iterable[tuple[str, str]] = ()) -> str:
        """This list with one thing changed, from its first page."""
        return url_for(wanted or self.asked.filter, sort=sort or self.asked.sort, more=[*self._shape, *more])

    @cached_property
    def params(self) -> str:
        """Filter, order and columns as parameters: what a saved view keeps, and what an export repeats."""
        return urlencode([*self.asked.filter.params(), *self._beside(self.asked.sort)])

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """Everything but the search, for the search's own form."""
        return [*self.asked.filter.without("q").params(), *self._beside(self.asked.sort)]

    @cached_property
    def page(self) -> Page:
        return self.query.page(self.columns, self.asked.cursor, self.asked.size)

    @property
    def counted(self) -> Counted:
        return self.query.counted

    @property
    def total(self) -> str:
        """The number of rows in words."""
        if self.counted.capped:
            known = self.counted.total - 1
            return _("多于%(count)s项") % {"count": f"{known - known % 100 if known > 100 else known:,}"}
        return _("%(count)s项") % {"count": f"{self.counted.total:,}"}

    @cached_property
    def lines(self) -> SafeString:
        """The rows: each cell in a tag that names its header, where rows are cards; a box to tick for those who act on many."""
        # What rows have alike is made once, and they are put together here: in a template that takes three times as long.
        made = [(format_html('<td class="{}" data-label="{}">', _css(c), c.label), shower(c)) for c in self.columns]
        picked, pick = self.viewer.has(GrantRole.RECTIFICATION_OFFICE), _("选中%(number)s")
        lines = []
        for task in self.page.rows:
            cells = "".join([f"{start}{_escaped(show(task))}</td>" for start, show in made])
            box = _box(task, pick) if picked else ""
            lines.append(f'<tr data-url="{escape(task_address(task.number))}">{box}{cells}</tr>')
        return mark_safe("\n".join(lines))  # noqa: S308  # each part is escaped here or by format_html

    @property
    def headers(self) -> list[Header]:
        return [self._header(column) for column in self.columns]

    @property
    def facets(self) -> list[tuple[str, list[Choice]]]:
        """State, progress and colour with how many rows each value would show; values without rows are left out."""
        found = self.counted.facets
        return [(_(NAMES[name]), self._choices(name, codes, found and found[name])) for name, codes in FACETS]

    @cached_property
    def chips(self) -> list[Chip]:
        """What is filtered by, each with the address of the list without it; state, progress and colour have facets."""
        shown = [(name, value) for name, value in self.asked.filter.params() if name not in dict(FACETS)]
        names = _names_of(self.query)
        return [
            Chip(_(NAMES[name]), names.get((name, value), value), self.url(self._without(name, value)))
            for name, value in shown
        ]

    @property
    def column_choices(self) -> SafeString:
        """Every column with its place, to be ticked: the chosen ones first, in their order."""
        return _column_choices(tuple(column.key for column in self.columns), get_language())

    @property
    def before(self) -> str:
        return self.url(more=[("cursor", self.page.before)]) if self.page.before else ""

    @property
    def after(self) -> str:
        return self.url(more=[("cursor", self.page.after)]) if self.page.after else ""

    @property
    def summary(self) -> str:
        """The filter in words, for print and export."""
        parts = [f"{chip.name}：{chip.value}" for chip in self.chips]
        for name, _codes in FACETS:
            if values := getattr(self.asked.filter, name):
                parts.append(f"{_(NAMES[name])}：{'、'.join(_(code.label) for code in values)}")
        return "；".join(parts) or _("全部任务")

    def _beside(self, sort: str) -> list[tuple[str, str]]:
        return [*([("sort", sort)] if sort != DEFAULT_SORT else []), *self._shape]

    @cached_property
    def _shape(self) -> list[tuple[str, str]]:
        """What an address says beside filter and order."""
        found = [("columns", ",".join(self.asked.columns))] if self.asked.columns else []
        return found + ([("size", str(self.asked.size))] if self.asked.size != DEFAULT_SIZE else [])

    def _header(self, column: Column) -> Header:
        now, down = self.asked.sort.removeprefix("-"), self.asked.sort.startswith("-")
        if not column.sort:
            return Header(str(column.label), _css(column), "", "")
        if column.sort != now:
            return Header(str(column.label), _css(column), self.url(sort=column.sort), "none")
        turned = column.sort if down else f"-{column.sort}"
        return Header(str(column.label), _css(column), self.url(sort=turned), "descending" if down else "ascending")

    def _choices(self, name: str, codes: type[Code], counts: object) -> list[Choice]:
        active = getattr(self.asked.filter, name)
        found = []
        for code in codes:
            count = counts.get(code, 0) if isinstance(counts, dict) else None
            if count != 0 or code in active:
                url = self.url(self.asked.filter.toggled(name, code))
                found.append(Choice(_(code.label), url, code in active, count))
        return found

    def _without(self, name: str, value: str) -> TaskFilter:
        now = getattr(self.asked.filter, name)
        same = next((v for v in now if str(v) == value), None) if isinstance(now, tuple) else None
        without = self.asked.filter.without(name, same)
        if name == "unit" and not without.unit:
            without = without.without("itself")
            return without if without.mine else without.without("role")
        return without


def _box(task: Task, called: str) -> str:
    number, name = escape(task.number), escape(called % {"number": task.number})
    return (
        f'<td class="tight no-print pick"><input type="checkbox" name="task" value="{number}" aria-label="{name}"></td>'
    )


def _css(column: Column) -> str:
    return f"c-{column.key} k-{column.kind.value}" + (" num" if column.kind.value in ("count", "percent") else "")


@lru_cache(64)
def _column_choices(shown: tuple[str, ...], _language: str | None) -> SafeString:
    """Most people keep the usual columns: for all of them this is made once."""
    rest = [key for key in COLUMNS if key not in shown]
    return format_html_join(
        "\n",
        '<li><label><input type="checkbox" name="column" value="{}"{}> {}</label>'
        '<input class="place" type="number" min="1" max="99" name="place-{}" value="{}" aria-label="{}"></li>',
        (
            (
                key,
                mark_safe(" checked") if key in shown else "",
                label,
                key,
                at,
                _("%(label)s的次序") % {"label": label},
            )
            for at, key in enumerate([*shown, *rest], 1)
            for label in [str(COLUMNS[key].label)]
        ),
    )


def _escaped(html: str) -> str:
    return html if isinstance(html, SafeString) else escape(html)


def _names_of(query: LedgerQuery) -> dict[tuple[str, str], str]:
    """What values are called that an address holds by key or code."""
    f = query.filter
    found = {(name, "1"): _("是") for name in FLAGS}
    found |= {(name, "0"): _("否") for name in FLAGS}
    for name in ("role", "level", "category", "term", "recheck"):
        found |= {(name, code.value): _(code.label) for code in getattr(f, name)}
    found |= {(name, str(pk)): unit.name for pk, unit in query.conditions.units.items() for name in ("unit", "region")}
    if f.leader:
        led = visible_tasks(query.viewer).filter(leader__in=f.leader).values_list("leader", flat=True)
        found |= {("leader", str(person.pk)): person.name for person in Person.objects.filter(pk__in=led)}
    return found
