"""Excel workbooks of XML parts (xlsx): the survey of their sheets."""

import io
from collections.abc import Iterable

from lxml import etree

from bihuan.reading.expressions import expression
from bihuan.reading.formats.layout import Layout
from bihuan.reading.formats.numbering import whole
from bihuan.reading.formats.package import Package, attribute, child, children, corrupt, local, related
from bihuan.reading.formats.sheet import COLUMNS, Book, Display, Survey, display_of, lay_out_workbook
from bihuan.reading.formats.xlsx_drawings import over_cells
from bihuan.reading.limits import Limits

TRUE = ("1", "true")
SHARED = ("styles.xml", "sharedStrings.xml")
CLAIM = expression(rb"uniqueCount\s*=\s*[\"']\+?0*(\d*)")
REFERENCE = expression(r"([A-Z]{1,3})([0-9]{1,7})\Z")


def read_xlsx(package: Package, main: str, limits: Limits) -> Layout:
    """`main` is the name of the workbook part, `xl/workbook.xml` as a rule."""
    workbook = package.xml(main)
    parts = related(package, main)
    displays = _displays(package, list(parts.values()))
    surveys: dict[str, Survey] = {}
    seen = {main, "[Content_Types].xml", *(part for part in parts.values() if part.endswith(SHARED))}
    for sheet in children(child(workbook, "sheets"), "sheet"):
        name, part = attribute(sheet, "name"), parts.get(attribute(sheet, "id"), "")
        if name in surveys:
            raise corrupt()
        if part in package and "chartsheets/" not in part:
            surveys[name] = survey = _survey(package.read(part), displays, limits)
            survey.boxes, survey.comments = over_cells(package, part)
            seen.add(part)
    limits.check_cells(sum(survey.filled for survey in surveys.values()))
    _check_claims(package, parts.values())
    from_1904 = attribute(child(workbook, "workbookPr"), "date1904") in TRUE
    return lay_out_workbook(package.repacked(seen), Book(surveys, from_1904), limits)


def _check_claims(package: Package, parts: Iterable[str]) -> None:
    """The library makes room for as many strings as a part claims to hold, and memory it cannot get ends the process."""
    for name in parts:
        if name.endswith("sharedStrings.xml") and name in package:
            data = package.read(name)
            most = len(data) // len("<si/>")
            if any(len(claim[1]) > 9 or int(claim[1] or 0) > most for claim in CLAIM.finditer(data)):
                raise corrupt()


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
    """One pass over a sheet's XML, forgetting each row when it is passed."""
    survey = Survey(limits)
    row, column, merges, filled_before = 0, -1, 0, 0
    events = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        tag=("{*}row", "{*}c", "{*}col", "{*}mergeCell"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for event, node in events:
            name = local(node)
            if event == "start":
                if name == "row":
                    row, column, filled_before = whole(node.get("r", ""), row + 1), -1, survey.filled
            elif name == "c":
                at, column = _place(node.get("r", ""), row - 1, column + 1)
                _survey_cell(survey, node, at, column, displays)
            elif name == "row":
                survey.hidden_rows += survey.filled > filled_before and node.get("hidden") in TRUE
                _forget(node)
            elif name == "col" and node.get("hidden") in TRUE:
                first, last = whole(node.get("min", ""), 1), whole(node.get("max", ""), 1)
                survey.hidden_columns |= set(range(first - 1, min(last, COLUMNS)))
            else:
                merges += 1
                limits.check_cells(merges)
    except etree.XMLSyntaxError as error:
        raise corrupt() from error
    return survey


def _forget(node: etree._Element) -> None:
    parent = node.getparent()
    node.clear()
    while parent is not None and node.getprevious() is not None:
        del parent[0]


def _survey_cell(survey: Survey, cell: etree._Element, row: int, column: int, displays: list[Display | None]) -> None:
    if not len(cell):
        return
    survey.see(row, column)
    kind = cell.get("t", "n")
    value = formula = None
    for inner in cell:
        name = local(inner)
        value = inner.text if name == "v" else value
        formula = inner if name == "f" else formula
    if formula is not None:
        survey.formulas += 1
        survey.unstored += not value and kind != "str"
    survey.errors += kind == "e"
    style = whole(cell.get("s", "0"), 0)
    display = displays[style] if style < len(displays) else None
    if display and kind == "n":
        survey.displays[row, column] = display


def _place(reference: str, row: int, column: int) -> tuple[int, int]:
    """Row and column from 0 of a reference such as AB12; the next place where a cell has none."""
    if not reference:
        return row, column
    match = REFERENCE.match(reference)
    if not match:
        raise corrupt()
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, number - 1
