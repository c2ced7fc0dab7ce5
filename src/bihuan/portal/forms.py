from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.platform.typed import TypedField

OBJECTION_MAX = 2000


class ObjectionForm(forms.Form):
    """What a citizen holds against a closure. Name and contact are optional, and only the office sees them."""

    text = TypedField(
        label=_("您的意见"),
        min_length=5,
        max_length=OBJECTION_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("请写明您看到的情况、地点和时间。"),
        error_messages={"min_length": _("请把情况写得具体一些，至少5个字。")},
    )
    name = TypedField(label=_("怎么称呼您（可不填）"), max_length=60, required=False)
    contact = TypedField(
        label=_("联系方式（可不填）"),
        max_length=120,
        required=False,
        help_text=_("填写后，办理结果会告知您；不会公开。"),
    )
    # A trap that people do not see and simple robots fill in.
    website = TypedField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))

    def without_trap(self) -> "ObjectionForm":
        """The same words with the trap emptied: a browser may have filled it in by itself."""
        return ObjectionForm({name: self.data.get(name, "") for name in ("text", "name", "contact")})

    @property
    def is_trapped(self) -> bool:
        return bool(self.data.get("website"))


class ReceiptForm(forms.Form):
    receipt = TypedField(label=_("回执编号"), max_length=20)


class ReleaseForm(forms.Form):
    """What the office words for the public; everything else is copied from the approved plan."""

    summary = TypedField(
        label=_("公开的问题表述"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("默认取原文。请去掉举报人、个人姓名和不宜公开的内容。"),
    )
    progress_text = TypedField(
        label=_("公开的进展情况"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
