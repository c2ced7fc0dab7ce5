"""The forms of the desk: one entry's fields, and what a registration needs to know."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import DutyRole, ProblemCategory, ProblemLevel
from bihuan.intake.fields import Corrections, Fields
from bihuan.intake.models import Document
from bihuan.intake.titles import title_of
from bihuan.ledger.forms import DayField
from bihuan.ledger.models import Inspection
from bihuan.org.models import Unit
from bihuan.org.queries import UnitIndex
from bihuan.platform.typed import TypedField

TERMS = (
    ("", _("没有写明")),
    ("day", _("某日")),
    ("immediate", _("立行立改")),
    ("long-term", _("长期坚持")),
    ("WD", _("几个工作日内")),
    ("D", _("几天内")),
    ("M", _("几个月内")),
)
_COUNTED = re.compile(r"P(\d+)(WD|D|M)")
_LISTED = re.compile(r"[、，,;；\n]+")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _units() -> forms.CharField:
    return forms.CharField(required=False, max_length=600)


class EntryForm(forms.Form):
    """An entry's fields as a person types them: measures one a line, units of a role parted by marks. All but the title
    are words of the document, which come back as they are."""

    number = forms.CharField(label=_("原文序号"), max_length=60, required=False)
    title = TypedField(
        label=_("标题"),
        max_length=120,
        required=False,
        help_text=_("空着就取问题的第一句。登记后成为问题和任务的标题。"),
    )
    problem = forms.CharField(label=_("问题"), widget=_lines(4), max_length=8000)
    goal = forms.CharField(label=_("整改目标"), widget=_lines(2), max_length=4000, required=False)
    measures = forms.CharField(
        label=_("整改措施"), widget=_lines(3), max_length=12000, required=False, help_text=_("一行一条。")
    )
    term = forms.ChoiceField(label=_("整改时限"), choices=TERMS, required=False)
    due = DayField(label=_("日期"), required=False)
    count = forms.IntegerField(label=_("数目"), min_value=1, max_value=9999, required=False)
    wording = forms.CharField(label=_("时限原文"), max_length=120, required=False)
    lead = _units()
    duty = _units()
    assist = _units()
    supervise = _units()
    accept = _units()
    sites = forms.CharField(label=_("点位或企业"), max_length=2000, required=False, help_text=_("几个的用顿号隔开。"))
    categories = forms.MultipleChoiceField(
        label=_("类别"),
        choices=ProblemCategory.choices(_),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for role in DutyRole:
            self.fields[role.value].label = gettext(role.label)

    @property
    def unit_fields(self) -> list[forms.BoundField]:
        return [self[role.value] for role in DutyRole]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        term = data.get("term")
        if term == "day" and not data.get("due") and "due" not in self.errors:
            self.add_error("due", gettext("请选日期。"))
        if term in ("WD", "D", "M") and not data.get("count") and "count" not in self.errors:
            self.add_error("count", gettext("请填数目。"))
        return data

    def corrections(self) -> Corrections:
        data = self.cleaned_data
        return Corrections(
            problem=data["problem"],
            title=data["title"],
            number=data["number"],
            goal=data["goal"],
            measures=[line.strip() for line in data["measures"].splitlines() if line.strip()],
            deadline=(self._code(), data["wording"]),
            units=[(role.value, name) for role in DutyRole for name in listed(data[role.value])],
            sites=listed(data["sites"]),
            categories=data["categories"],
        )

    def _code(self) -> str:
        term, due = self.cleaned_data["term"], self.cleaned_data["due"]
        if term == "day":
            return str(due)
        return f"P{self.cleaned_data['count']}{term}" if term in ("WD", "D", "M") else term

    @staticmethod
    def initial_of(fields: Fields) -> dict[str, Any]:
        """What stands in the form when it is opened on an entry."""
        units = {
            role.value: "、".join(unit["text"] for unit in fields["units"] if unit["role"] == role) for role in DutyRole
        }
        return units | _deadline(fields.get("deadline")) | {
            "number": (fields.get("number") or {}).get("text", ""),
            "problem": fields["problem"]["text"],
            "title": fields.get("title") or title_of(fields["problem"]["text"]),
            "goal": (fields.get("goal") or {}).get("text", ""),
            "measures": "\n".join(measure["text"] for measure in fields["measures"]),
            "sites": "、".join(site["text"] for site in fields["sites"]),
            "categories": fields["categories"],
        }  # fmt: skip


def _deadline(deadline: dict[str, Any] | None) -> dict[str, Any]:
    code, wording = (deadline.get("date") or "", deadline.get("text") or "") if deadline else ("", "")
    if match := _COUNTED.fullmatch(code):
        return {"term": match[2], "count": int(match[1]), "wording": wording}
    if code in ("immediate", "long-term", ""):
        return {"term": code, "wording": wording}
    try:
        return {"term": "day", "due": date.fromisoformat(code), "wording": wording}
    except ValueError:
        # A day without its year: the person has to choose the day.
        return {"term": "day", "due": None, "wording": wording}


def listed(text: str) -> list[str]:
    """Names parted by marks or lines."""
    return [name.strip() for name in _LISTED.split(text) if name.strip()]


class RegisterForm(forms.Form):
    """Where the entries go, and how their terms and units are understood."""

    into = forms.ChoiceField(
        label=_("登记到"),
        choices=[("new", _("新的督察")), ("existing", _("已有的督察")), ("none", _("不属于督察"))],
        widget=forms.RadioSelect(),
    )
    inspection = forms.ModelChoiceField(label=_("督察"), queryset=Inspection.objects.none(), required=False)
    level = forms.TypedChoiceField(
        label=_("来源级别"),
        choices=ProblemLevel.choices(_),
        coerce=ProblemLevel,
        required=False,
        empty_value=ProblemLevel.LOCAL,
    )
    anchor = DayField(
        label=_("限期起算日"), help_text=_("“30个工作日内”一类的时限从这一天的次日起算；立行立改也从这一天起算。")
    )
    first_leads = forms.BooleanField(label=_("没有写牵头单位的，由第一个责任单位牵头"), required=False)
    tasks = forms.BooleanField(
        label=_("每条建一项任务"), required=False, help_text=_("不勾选时只建问题，等整改方案来了再建任务。")
    )

    def __init__(self, *args: Any, inspections: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        chosen = self.fields["inspection"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - as declared above
        chosen.queryset = inspections

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("into") == "existing" and not data.get("inspection"):
            self.add_error("inspection", gettext("请选一个督察。"))
        return data


class NamesForm(forms.Form):
    """For each name that means no unit of the tree: which units it means, that it is to give no duty, and whether to
    remember it as another name of the unit."""

    def __init__(self, names: Iterable[str], *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.names = list(names)
        self.chosen: dict[str, list[Unit]] = {}
        self.aliases: list[str] = []
        suggest = {"list": "unit-names", "autocomplete": "off", "data-suggest": reverse_lazy("org:unit_names")}
        for at, name in enumerate(self.names):
            label = gettext("“%(name)s”对应的单位") % {"name": name}
            widget = forms.TextInput(attrs=suggest | {"aria-label": label})
            self.fields[f"units-{at}"] = TypedField(label=label, required=False, max_length=600, widget=widget)
            self.fields[f"alias-{at}"] = forms.BooleanField(label=gettext("记为别名"), required=False)
            self.fields[f"none-{at}"] = forms.BooleanField(label=gettext("不指定单位"), required=False)

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [
            (name, self[f"units-{at}"], self[f"alias-{at}"], self[f"none-{at}"]) for at, name in enumerate(self.names)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        index = UnitIndex()
        for at, name in enumerate(self.names):
            self._choose(at, name, data, index)
        return data

    def _choose(self, at: int, name: str, data: dict[str, Any], index: UnitIndex) -> None:
        typed = listed(data.get(f"units-{at}", ""))
        if data.get(f"none-{at}") and not typed:
            self.chosen[name] = []
            return
        found = [(word, index.find(word)) for word in typed]
        if missing := "、".join(word for word, unit in found if unit is None):
            message = gettext("没有叫“%(name)s”的单位，或者不止一个。请从提示里选。") % {"name": missing}
            self.add_error(f"units-{at}", message)
        elif found:
            self.chosen[name] = [unit for _word, unit in found if unit]
            self.aliases += [name] if data.get(f"alias-{at}") and len(found) == 1 else []


class CirculationForm(forms.Form):
    """To whom a feedback is sent, with what, and until when they sign. `alone`: units that have no account to sign with."""

    document = forms.ModelChoiceField(
        label=_("反馈文件"),
        queryset=Document.objects.none(),
        required=False,
        empty_label=_("不附文件，只传达已登记的问题"),
    )
    due_on = DayField(label=_("签收期限"))
    note = TypedField(label=_("传达要求"), max_length=2000, required=False, widget=_lines(2))
    units = forms.MultipleChoiceField(label=_("发给"), required=False, widget=forms.CheckboxSelectMultiple())
    others = TypedField(
        label=_("另外发给"), max_length=2000, required=False, help_text=_("单位名称，几个的用顿号隔开。")
    )

    def __init__(
        self, *args: Any, documents: Any, units: Sequence[Unit], alone: Collection[int], due: date, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.known = {str(unit.pk): unit for unit in units}
        self.due = due
        chosen, listed_units = self.fields["document"], self.fields["units"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - as declared above
        assert isinstance(listed_units, forms.MultipleChoiceField)  # noqa: S101 - as declared above
        chosen.queryset = documents
        chosen.initial = documents.filter(kind="feedback").first() or documents.first()
        mark = gettext("（没有能签收的账号）")
        listed_units.choices = [(str(u.pk), u.name + (mark if u.pk in alone else "")) for u in units]
        listed_units.initial = [str(u.pk) for u in units if u.pk not in alone]
        self.fields["due_on"].initial = due
        self.fields["others"].widget.attrs |= {
            "list": "unit-names", "autocomplete": "off", "data-suggest": reverse_lazy("org:unit_names"),
        }  # fmt: skip

    def clean_others(self) -> list[Unit]:
        index = UnitIndex()
        found = [(name, index.find(name)) for name in listed(self.cleaned_data["others"])]
        if missing := "、".join(name for name, unit in found if unit is None):
            raise forms.ValidationError(
                gettext("没有叫“%(name)s”的单位，或者不止一个。请从提示里选。") % {"name": missing}
            )
        return [unit for _name, unit in found if unit]

    def facts(self) -> dict[str, Any]:
        """The term of the rules is counted, another one is set by the office."""
        data = self.cleaned_data
        return {
            "document": data["document"],
            "due_on": None if data["due_on"] == self.due else data["due_on"],
            "note": data["note"],
            "units": [*(self.known[pk] for pk in data["units"]), *data["others"]],
        }


class ArrangementForm(forms.Form):
    conveyed_on = DayField(label=_("传达日期"), required=False)
    arranged = TypedField(label=_("传达学习情况"), max_length=2000, widget=_lines(2), help_text=_("谁参加、怎样安排。"))
