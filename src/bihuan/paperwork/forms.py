"""How the columns of a handed-in ledger are understood."""

from collections import Counter
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.core.codes import ProblemLevel
from bihuan.ledger.rights import inspection_unknown, inspections_of
from bihuan.org.models import Account
from bihuan.paperwork.fields import FIELDS
from bihuan.paperwork.grids import a1
from bihuan.paperwork.imports import Columns, headers_of
from bihuan.paperwork.models import LedgerImport
from bihuan.platform.typed import TypedField
from bihuan.reading.grids import Book, Grid

SAMPLES = 3


class MappingForm(forms.Form):
    """Sheet and header row; a field for each column; and what holds for the whole file."""

    sheet = forms.TypedChoiceField(label=_("工作表"), coerce=int)
    header_row = forms.IntegerField(label=_("表头在第几行"), min_value=1)
    level = forms.ChoiceField(
        label=_("整个文件的来源级别"), required=False, help_text=_("有“来源级别”一列时，以那一列为准。")
    )
    inspection = TypedField(label=_("整个文件的督察编号"), required=False, max_length=40)

    def __init__(self, data: Any, *, row: LedgerImport, book: Book, actor: Account) -> None:
        self.actor = actor
        self.grid: Grid = book.grids[row.sheet or 0]
        self.headers = headers_of(self.grid, row.header_row or 0)
        start = {"sheet": row.sheet, "header_row": (row.header_row or 0) + 1, "level": row.level}
        super().__init__(data, initial=start | {"inspection": row.inspection})
        self.book = book
        self.fields["sheet"].choices = [(at, grid.name) for at, grid in enumerate(book.grids)]  # type: ignore[attr-defined]  # a choice field
        self.fields["level"].choices = [("", "—"), *ProblemLevel.choices(_)]  # type: ignore[attr-defined]  # a choice field
        choices = [("", _("不导入")), *((key, f.label) for key, f in FIELDS.items())]
        below = self.grid.rows[row.header_row or 0 :]
        filled = {at for cells in below for at, cell in enumerate(cells) if cell != ""}
        for at in sorted(filled):  # a stray cell far to the right is one column more, not ten thousand
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=self.headers[at] or a1(0, at)[:-1],
                choices=choices,
                required=False,
                initial=row.mapping.get(str(at), ""),
            )

    def columns(self) -> list[tuple[str, forms.BoundField, list[str]]]:
        """Each column with its letter, its field, and its first values."""
        below = self.grid.rows[int(self["header_row"].value() or 1) :] if not self.errors else []
        found = []
        for at in range(len(self.headers)):
            if f"column_{at}" not in self.fields:
                continue
            filled = (str(cells[at]) for cells in below[:50] if at < len(cells) and cells[at] != "")
            samples = [text for _, text in zip(range(SAMPLES), filled, strict=False)]
            if self.headers[at] or samples:
                found.append((a1(0, at)[:-1], self[f"column_{at}"], samples))
        return found

    def clean_inspection(self) -> str:
        number: str = self.cleaned_data["inspection"].strip()
        if number and not inspections_of(self.actor).filter(number=number).exists():
            raise forms.ValidationError(inspection_unknown(number).text(gettext))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        sheet, header_row = data.get("sheet"), data.get("header_row")
        if sheet is not None and header_row and header_row > len(self.book.grids[sheet].rows):
            self.add_error("header_row", gettext("这张工作表没有这么多行。"))
        chosen = Counter(value for name, value in data.items() if name.startswith("column_") and value)
        twice = [str(FIELDS[key].label) for key, count in chosen.items() if count > 1]
        if twice:
            self.add_error(
                None, gettext("有两列都对应到了“%(names)s”，请只留一列。") % {"names": gettext("、").join(twice)}
            )
        if not {"wording", "problem_title", "title"} & set(chosen) and not self.moved(data):
            self.add_error(None, gettext("请至少把一列对应到“问题原文”“问题标题”或“任务”。"))
        return data

    def moved(self, data: dict[str, Any]) -> bool:
        """Whether another sheet or header row was chosen, so that the columns are others."""
        before = (self.initial["sheet"], self.initial["header_row"])
        return (data.get("sheet"), data.get("header_row")) != before

    @property
    def chosen(self) -> Columns:
        """What was chosen, counted as the row keeps it."""
        data = self.cleaned_data
        mapping = {name.removeprefix("column_"): v for name, v in data.items() if name.startswith("column_") and v}
        return Columns(data["sheet"], data["header_row"] - 1, mapping, data["level"], data["inspection"])
