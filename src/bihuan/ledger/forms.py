"""The forms of the ledger: filters, assignments, inspections, and problems registered by hand."""

from datetime import date
from typing import Any, TypeVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import (
    Code,
    DiscoveryMethod,
    DutyRole,
    InspectionLevel,
    InspectionType,
    ProblemCategory,
    ProblemLevel,
    RecheckStanding,
    TermClass,
)
from bihuan.ledger.access import visible_tasks
from bihuan.ledger.filters import TaskFilter
from bihuan.ledger.models import Inspection
from bihuan.ledger.rights import inspection_unknown, inspections_of
from bihuan.org.access import Viewer
from bihuan.org.forms import UnitField
from bihuan.org.models import Account, Person, Unit
from bihuan.platform import clock
from bihuan.platform.typed import DayInput, TypedField

NO_CHOICE = ("", "—")


class DayField(forms.DateField):
    def __init__(self, **more: Any) -> None:
        super().__init__(widget=DayInput(), input_formats=["%Y-%m-%d"], **more)


class PersonField(TypedField):
    """A person by name; of several with one name, the one who serves in a unit that the text names after a space."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        name, _space, where = text.partition(" ")
        found = Person.objects.filter(name=name, active=True)
        if where:
            found = found.filter(Q(posts__unit__name__contains=where) | Q(posts__unit__short_name__contains=where))
        people = list(found.distinct()[:3])
        if not people:
            raise forms.ValidationError(gettext("没有叫“%(name)s”的人员。") % {"name": text})
        if len(people) > 1:
            raise forms.ValidationError(gettext("有几位“%(name)s”。请在姓名后空一格写上单位。") % {"name": name})
        return people[0]

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, Person) else value


def _several(codes: type[Code], *, label: Any = None) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        choices=codes.choices(_), coerce=codes, required=False, label=label, widget=forms.CheckboxSelectMultiple()
    )


def _one(codes: type[Code], *, required: bool = True, label: Any = None, first: Any = None) -> forms.TypedChoiceField:
    choices = [*([] if required and first is None else [first or NO_CHOICE]), *codes.choices(_)]
    return forms.TypedChoiceField(choices=choices, coerce=codes, required=required, empty_value="", label=label)


def _yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[("", _("不限")), ("1", _("是")), ("0", _("否"))],
        coerce=lambda text: text == "1",
        empty_value=None,
        required=False,
    )


class YearField(forms.TypedChoiceField):
    """A year near this one; `first` are the choices that are no year."""

    def __init__(self, *, first: list[tuple[str, Any]], **more: Any) -> None:
        def choices() -> list[tuple[str, Any]]:
            this = clock.today().year
            return [*first, *((str(year), str(year)) for year in range(this - 3, this + 6))]

        super().__init__(choices=choices, **{"coerce": int, "empty_value": None, "required": False, **more})


class FilterForm(forms.Form):
    """Every condition in one form; state, progress and colour, which have facets on the list, pass through."""

    unit = UnitField(label=_("单位（含下级）"), required=False)
    role = _several(DutyRole)
    region = UnitField(label=_("属地（含下级）"), required=False)
    inspection = TypedField(label=_("督察编号"), max_length=40, required=False)
    watershed = TypedField(label=_("流域"), max_length=60, required=False)
    leader = PersonField(label=_("包案领导"), max_length=80, required=False)
    due_from = DayField(label=_("时限自"), required=False)
    due_to = DayField(label=_("时限至"), required=False)
    level = _several(ProblemLevel)
    term = _several(TermClass)
    category = _several(ProblemCategory)
    long_term = _yes_no(_("长期坚持"))
    must_close = YearField(label=_("必须销号年份"), first=[("", _("不限")), ("0", _("未列入"))])
    returned = _yes_no(_("退回过"))
    recheck = _several(RecheckStanding)
    rebounded = _yes_no(_("反弹过"))
    objected = _yes_no(_("公示有未办结异议"))
    mine = forms.BooleanField(label=_("与我有关"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("due_from"), data.get("due_to")
        if start and end and start > end:
            self.add_error("due_to", gettext("时限的起日晚于止日。"))
        if data.get("role") and not data.get("unit") and not data.get("mine"):
            self.add_error("role", gettext("按责任筛选时，请同时选一个单位。"))
        return data

    def tell_of_more(self, before: TaskFilter) -> None:
        """A field has room for one value: say of the others that they stay."""
        for name in ("unit", "region", "inspection", "watershed", "leader"):
            if more := len(getattr(before, name)) - 1 > 0 and len(getattr(before, name)) - 1:
                told = gettext("另有%(count)s个同时在筛选，一并保留；清空本栏则全部去掉。") % {"count": more}
                self.fields[name].help_text = told

    def wanted(self, before: TaskFilter) -> TaskFilter:
        """The filter that this form makes of the one before: of several values of a field the first is the form's."""
        data = self.cleaned_data
        unit, region, leader = data["unit"], data["region"], data["leader"]
        return TaskFilter(
            q=before.q,
            state=before.state,
            progress=before.progress,
            colour=before.colour,
            unit=_in_front(unit and unit.pk, before.unit),
            itself=before.itself if unit and before.unit[:1] == (unit.pk,) else None,
            role=tuple(data["role"]),
            led=before.led,
            region=_in_front(region and region.pk, before.region),
            inspection=_in_front(data["inspection"], before.inspection),
            watershed=_in_front(data["watershed"], before.watershed),
            leader=_in_front(leader and leader.pk, before.leader),
            due_from=data["due_from"],
            due_to=data["due_to"],
            level=tuple(data["level"]),
            term=tuple(data["term"]),
            category=tuple(data["category"]),
            long_term=data["long_term"],
            must_close=data["must_close"],
            returned=data["returned"],
            recheck=tuple(data["recheck"]),
            rebounded=data["rebounded"],
            objected=data["objected"],
            mine=data["mine"] or None,
        )

    @staticmethod
    def initial_of(f: TaskFilter, viewer: Viewer) -> dict[str, Any]:
        """What stands in the form when it is opened on a filter."""
        led = visible_tasks(viewer).filter(leader__in=f.leader).values("leader")
        yes_no = {True: "1", False: "0", None: ""}
        return {
            "unit": Unit.objects.filter(pk__in=f.unit).first(),
            "region": Unit.objects.filter(pk__in=f.region).first(),
            "leader": Person.objects.filter(pk__in=led).first() if f.leader else None,
            "role": f.role,
            "inspection": "".join(f.inspection[:1]),
            "watershed": "".join(f.watershed[:1]),
            "due_from": f.due_from,
            "due_to": f.due_to,
            "level": f.level,
            "term": f.term,
            "category": f.category,
            "recheck": f.recheck,
            "mine": f.mine,
            "must_close": f.must_close,
            **{name: yes_no[getattr(f, name)] for name in ("long_term", "returned", "rebounded", "objected")},
        }


Value = TypeVar("Value")


def _in_front(chosen: Value | None, before: tuple[Value, ...]) -> tuple[Value, ...]:
    """The value of the form's field, and those that had no room there; all are gone where the field was emptied."""
    return tuple(dict.fromkeys((chosen, *before[1:]))) if chosen else ()


class BulkForm(forms.Form):
    """What is asked beside any change of many tasks."""

    reason = TypedField(
        label=_("理由"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("记入日志，任务档案中可查。"),
    )


class AssignForm(BulkForm):
    unit = UnitField(label=_("单位"))
    role = _one(DutyRole, label=_("责任"))
    person = PersonField(label=_("责任人"), max_length=80, required=False, help_text=_("可不填，由单位认领时指定。"))
    replace = forms.BooleanField(
        label=_("替换现有的同类责任单位"), required=False, help_text=_("牵头单位只有一个，总是替换。")
    )
    field_order = ("role", "unit", "person", "replace", "reason")


class LeaderForm(BulkForm):
    leader = PersonField(label=_("包案领导"), max_length=80, required=False, help_text=_("留空即取消包案。"))
    field_order = ("leader", "reason")


class MustCloseForm(BulkForm):
    year = YearField(
        label=_("必须销号年份"),
        first=[("0", _("移出清单"))],
        coerce=lambda text: int(text) or None,
        required=True,
        initial=lambda: clock.today().year,
    )
    field_order = ("year", "reason")


class InspectionForm(forms.Form):
    name = TypedField(label=_("名称"), max_length=160)
    level = _one(InspectionLevel, label=_("层级"))
    type = _one(InspectionType, label=_("类型"))
    round = TypedField(label=_("轮次批次"), max_length=60, required=False)
    team = TypedField(label=_("督察组"), max_length=120, required=False)
    object = UnitField(label=_("督察对象"), required=False)
    entered_on = DayField(label=_("进驻日期"), required=False)
    left_on = DayField(label=_("离开日期"), required=False)
    feedback_on = DayField(
        label=_("反馈日期"), required=False, help_text=_("方案报送和首次报告的期限从这一天起算；改动会重新起算。")
    )
    requirements = TypedField(label=_("督察要求"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    attendees = TypedField(label=_("参加人员"), widget=forms.Textarea(attrs={"rows": 2}), required=False)


class ProblemForm(forms.Form):
    """A problem registered by hand, with its first task."""

    title = TypedField(label=_("问题标题"), max_length=120)
    wording = forms.CharField(
        label=_("问题原文"), widget=forms.Textarea(attrs={"rows": 5}), help_text=_("照录原话，登记后不能改。")
    )
    level = _one(ProblemLevel, label=_("来源级别"))
    inspection = TypedField(label=_("督察编号"), max_length=40, required=False, help_text=_("自查发现的不填。"))
    source_number = TypedField(label=_("原文序号"), max_length=60, required=False)
    region = UnitField(label=_("属地"), required=False)
    found_on = DayField(label=_("发现日期"), required=False)
    discovery = _one(DiscoveryMethod, required=False, label=_("发现方式"))
    category = _several(ProblemCategory, label=_("问题类别"))
    key = forms.BooleanField(label=_("重点案件"), required=False)
    task_title = TypedField(label=_("任务"), max_length=160, required=False, help_text=_("不填则同问题标题。"))
    goal = TypedField(label=_("整改目标"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    deadline = DayField(label=_("整改时限"), required=False)
    deadline_text = TypedField(label=_("时限原文"), max_length=120, required=False)
    term = _one(TermClass, required=False, label=_("期限类别"))
    long_term = forms.BooleanField(label=_("长期坚持"), required=False)

    def __init__(self, *args: Any, actor: Account, **more: Any) -> None:
        super().__init__(*args, **more)
        self.actor = actor

    def clean_inspection(self) -> Inspection | None:
        number = self.cleaned_data["inspection"].strip()
        if not number:
            return None
        found = inspections_of(self.actor).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(inspection_unknown(number).text(gettext))
        return found

    def clean_found_on(self) -> date | None:
        day: date | None = self.cleaned_data["found_on"]
        if day and day > clock.today():
            raise forms.ValidationError(gettext("发现日期不能晚于今天。"))
        return day


class SiteForm(forms.Form):
    name = TypedField(label=_("点位"), max_length=120)
    region = UnitField(label=_("属地"))
    enterprise = UnitField(label=_("所属企业"), required=False)
    address = TypedField(label=_("地址"), max_length=200, required=False)
    watershed = TypedField(label=_("流域"), max_length=60, required=False)


class ViewForm(forms.Form):
    name = TypedField(label=_("视图名称"), max_length=60)
    shared = forms.BooleanField(label=_("全员可见"), required=False)
    query = TypedField(widget=forms.HiddenInput, required=False, max_length=2000)


class HandInForm(forms.Form):
    """When, and under which number, something went to the level above."""

    on = DayField(label=_("报送日期"))
    document_no = TypedField(label=_("文号"), max_length=60)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"].widget.attrs["max"] = clock.today().isoformat()


class TitleForm(forms.Form):
    """Another title for a task; the number, the wording and the history stay."""

    title = TypedField(label=_("标题"), max_length=120, widget=forms.Textarea(attrs={"rows": 2}))
    reason = TypedField(label=_("理由"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
