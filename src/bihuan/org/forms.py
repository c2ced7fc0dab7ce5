"""What the administrators' pages ask for. Whether it may be done is decided by the services."""

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import GrantRole, GrantScope
from bihuan.core.reasons import Refused
from bihuan.org.models import Person, Unit, UnitKind
from bihuan.org.queries import UnitIndex, full_name
from bihuan.org.services import UnitFacts
from bihuan.platform.typed import DayInput, TypedField

LEVELS = [("province", _("省级")), ("city", _("市级")), ("county", _("县级")), ("town", _("乡镇级"))]


class UnitField(TypedField):
    """A unit by the name a person writes, with suggestions while typing; says which ones a vague name may mean."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"list": "unit-names", "autocomplete": "off", "data-suggest": reverse_lazy("org:unit_names")}
        super().__init__(widget=forms.TextInput(attrs=attrs), **{"max_length": 120, **kwargs})

    def clean(self, value: str) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        found = UnitIndex().candidates(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(gettext("没有叫“%(name)s”的单位。请从提示里选。") % {"name": text})
        names = gettext("、").join(full_name(unit) for unit in found[:5])
        raise forms.ValidationError(gettext("不止一个单位叫这个名字：%(names)s。请写清楚是哪一个。") % {"names": names})

    def prepare_value(self, value: Any) -> Any:
        return full_name(value) if isinstance(value, Unit) else value


class ReasonedForm(forms.Form):
    """A form that can show why a service refused, with nothing lost that was typed."""

    def show(self, refused: Refused) -> None:
        for reason in refused.reasons:
            self.add_error(reason.code if reason.code in self.fields else None, reason.text(gettext))


class UnitForm(ReasonedForm):
    name = TypedField(label=_("名称"), max_length=120)
    short_name = TypedField(label=_("简称"), max_length=40, required=False)
    kind = forms.ChoiceField(label=_("类别"), choices=UnitKind.choices)
    level = forms.ChoiceField(label=_("层级"), choices=LEVELS, initial="city")
    credit_code = TypedField(label=_("统一社会信用代码"), max_length=18, required=False)
    tile_x = forms.IntegerField(label=_("地图上第几列"), min_value=0, required=False)
    tile_y = forms.IntegerField(
        label=_("地图上第几行"),
        min_value=0,
        required=False,
        help_text=_("挂图作战的区县分布图：从0数起，左上角是0列0行；不上图的单位留空。"),
    )
    aliases = TypedField(
        label=_("别名"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("文件里对这个单位的其他叫法，一行一个。"),
    )
    # Names are learned from documents while the page lies open.
    aliases_shown = forms.CharField(required=False, widget=forms.HiddenInput())

    @classmethod
    def of(cls, unit: Unit) -> "UnitForm":
        names = "\n".join(alias.name for alias in unit.aliases.all())
        shown = ("name", "short_name", "kind", "level", "credit_code", "tile_x", "tile_y")
        return cls(initial={name: getattr(unit, name) for name in shown} | {"aliases": names, "aliases_shown": names})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and (data["tile_x"] is None) != (data["tile_y"] is None):
            self.add_error("tile_x", gettext("列和行要一起填，或者都留空。"))
        return data

    def facts(self) -> UnitFacts:
        given = self.cleaned_data
        tile = None if given["tile_x"] is None else (given["tile_x"], given["tile_y"])
        return UnitFacts(
            given["name"],
            given["short_name"],
            UnitKind(given["kind"]),
            given["level"],
            given["credit_code"],
            tile,
        )

    def names(self) -> list[str]:
        return str(self.cleaned_data["aliases"]).splitlines()

    def names_shown(self) -> list[str]:
        return str(self.cleaned_data["aliases_shown"]).splitlines()


class MoveForm(ReasonedForm):
    parent = UnitField(label=_("新的上级"))


class CloseForm(ReasonedForm):
    successor = UnitField(label=_("承接单位"), required=False)
    why = TypedField(label=_("撤并依据"), max_length=200)


class PersonForm(ReasonedForm):
    name = TypedField(label=_("姓名"), max_length=40)
    unit = UnitField(label=_("单位"))
    title = TypedField(label=_("职务"), max_length=60)
    phone = TypedField(label=_("电话"), max_length=30, required=False)


class CorrectionForm(ReasonedForm):
    """A person's name and number as they ought to be."""

    name = TypedField(label=_("姓名"), max_length=40)
    phone = TypedField(label=_("电话"), max_length=30, required=False)
    active = forms.BooleanField(
        label=_("在用"), required=False, help_text=_("离开的人取消勾选：不再出现在人员选择里，以往的记录不变。")
    )
    why = TypedField(label=_("理由"), max_length=200, required=False, help_text=_("停用或者恢复时填写。"))

    @classmethod
    def of(cls, person: Person) -> "CorrectionForm":
        return cls(initial={name: getattr(person, name) for name in ("name", "phone", "active")})


class PostForm(ReasonedForm):
    unit = UnitField(label=_("单位"))
    title = TypedField(label=_("职务"), max_length=60)
    since = forms.DateField(label=_("任职日期"), required=False, widget=DayInput())


class AccountForm(ReasonedForm):
    username = TypedField(label=_("账号名"), max_length=150)


class GrantForm(ReasonedForm):
    unit = UnitField(label=_("单位"))
    role = forms.ChoiceField(
        label=_("角色"), choices=[c for c in GrantRole.choices(_) if c[0] != GrantRole.PUBLIC.value]
    )
    scope = forms.ChoiceField(label=_("范围"), choices=GrantScope.choices(_))


class WhyForm(ReasonedForm):
    why = TypedField(label=_("理由"), max_length=200)
