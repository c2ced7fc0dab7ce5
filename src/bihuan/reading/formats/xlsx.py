"""Excel workbooks of XML parts (xlsx): the survey of their sheets."""

import io
import re

from lxml import etree

from bihuan.reading.formats.layout import Layout
from bihuan.reading.formats.numbering import whole
from bihuan.reading.formats.package import Package, attribute, child, children, corrupt, local, related
from bihuan.reading.formats.sheet import COLUMNS, Book, Display, Survey, display_of, lay_out_workbook
from bihuan.reading.limits import Limits

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")


def read_xlsx(package: Package, main: str, limits: Limits) -> Layout:
    """`main` is the name of the workbook part, `xl/workbook.xml` as a rule."""
    workbook = package.xml(main)
    parts = related(package, main)
    displays = _displays(package, list(parts.values()))
    surveys = {}
    for sheet in children(child(workbook, "sheets"), "sheet"):
        part = parts.get(attribute(sheet, "id"), "")
        if "worksheets/" in part and part in package:
            surveys[attribute(sheet, "name")] = _survey(package.read(part), displays, limits)
    if sum(survey.filled for survey in surveys.values()) > limits.cells:
        limits.check_cells(limits.cells + 1)
    from_1904 = attribute(child(workbook, "workbookPr"), "date1904") in ("1", "true")
    return lay_out_workbook(package.repacked("xl/"), Book(surveys, from_1904), limits)


def _displays(package: Package, parts: list[str]) -> list[Display | None]:
    """How each cell style shows numbers, by the style's place in the list."""
    name = next((part for part in parts if part.endswith("styles.xml") and part in package), None)
    root = package.xml(name) if name else None
    written = children(child(root, "numFmts"), "numFmt")
    codes = {attribute(node, "numFmtId"): attribute(node, "formatCode")[:200] for node in written}
    return [
        display_of(whole(attribute(node, "numFmtId"), 0), codes.get(attribute(node, "numFmtId"), ""))
        for node in children(child(root, "cellXfs"), "xf")
    ]


def _survey(data: bytes, displays: list[Display | None], limits: Limits) -> Survey:
    """One pass over a sheet's XML, row by row, forgetting what was passed."""
    survey = Survey(limits)
    merges = row_number = 0
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=("{*}row", "{*}col", "{*}mergeCell"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, node in events:
            name = local(node)
            if name == "row":
                row_number = whole(attribute(node, "r"), row_number + 1)
                _survey_row(survey, node, row_number - 1, displays)
            elif name == "col" and attribute(node, "hidden") in ("1", "true"):
                first, last = whole(attribute(node, "min"), 1), whole(attribute(node, "max"), 1)
                survey.hidden_columns |= set(range(first - 1, min(last, COLUMNS)))
            merges += name == "mergeCell"
            limits.check_cells(merges)
            node.clear()
            while name == "row" and node.getprevious() is not None:
                del node.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise corrupt() from error
    return survey


def _survey_row(survey: Survey, node: etree._Element, row: int, displays: list[Display | None]) -> None:
    column, before = -1, survey.filled
    for cell in children(node, "c"):
        column = _column(attribute(cell, "r"), column + 1)
        value, formula = child(cell, "v"), child(cell, "f")
        kind = attribute(cell, "t")
        stored = (value is not None and bool(value.text)) or kind in ("str", "inlineStr")
        if formula is not None:
            survey.formulas += 1
            survey.unstored += not stored
        if not stored:
            continue
        survey.see(row, column)
        survey.errors += kind == "e"
        style = whole(attribute(cell, "s"), 0)
        display = displays[style] if style < len(displays) else None
        if display and kind in ("", "n"):
            survey.displays[row, column] = display
    if survey.filled > before and attribute(node, "hidden") in ("1", "true"):
        survey.hidden_rows += 1


def _column(reference: str, default: int) -> int:
    """Column number from 0 of a reference such as AB12."""
    match = REFERENCE.match(reference)
    if not match:
        return default
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
