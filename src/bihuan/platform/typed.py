"""Fields for what people type: of a form, and of a row; see `core.typed` for what they drop, and why."""

from typing import Any

from django import forms
from django.db import models

from bihuan.core import typed


class TypedField(forms.CharField):
    """A form's field for typed text; of several lines where its widget is a Textarea."""

    def to_python(self, value: Any) -> Any:
        tidy = typed.prose if isinstance(self.widget, forms.Textarea) else typed.line
        return super().to_python(tidy(value) if isinstance(value, str) else value)


class _Tidied(models.Field[str, str]):
    """Holds whichever way a row is written: saved, made in bulk or updated; and for what is looked up."""

    tidy = staticmethod(typed.prose)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.tidy(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return self.tidy(value) if isinstance(value, str) else value

    def deconstruct(self) -> Any:
        """The database knows them as what they are there."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{type(self).__mro__[2].__name__}", args, kwargs


class Line(_Tidied, models.CharField[str, str]):
    """A column for one typed line."""

    tidy = staticmethod(typed.line)


class Prose(_Tidied, models.TextField[str, str]):
    """A column for typed text of several lines."""


class DayInput(forms.DateInput):
    """The browser's own day picker; days travel as 2026-10-10 in every language."""

    input_type = "date"

    def __init__(self, **attrs: object) -> None:
        super().__init__(attrs, format="%Y-%m-%d")
