"""The Word samples: 反馈意见, 整改方案, 督办函, 警示片问题清单, 销号公示. Laid out as an office would, with its usual fonts."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from bihuan.demo.city import load_city
from bihuan.demo.documents.entries import (
    Entry,
    Expected,
    Sample,
    due,
    duties_of,
    expected_of,
    fill,
    load_entries,
    load_texts,
)

BODY_FONT, HEAD_FONT = "仿宋", "黑体"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


class Paper:
    """A Word document under way; its texts may hold days counted from `today`."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._document = Document()
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = BODY_FONT, Pt(14)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)

    def head(self, texts: dict[str, Any]) -> None:
        self._centred(texts["title"], 18)
        if "number" in texts:
            self._centred(texts["number"], 12)
        if "addressee" in texts:
            self._document.add_paragraph(fill(texts["addressee"], self.today))

    def heading(self, text: str) -> None:
        run = self._indented().add_run(fill(text, self.today))
        run.font.name, run.bold = HEAD_FONT, True
        run._element.rPr.rFonts.set(qn("w:eastAsia"), HEAD_FONT)

    def paragraphs(self, texts: list[str]) -> None:
        for text in texts:
            self._indented().add_run(fill(text, self.today))

    def signature(self, texts: dict[str, Any], offset: int) -> None:
        for text in (texts["issuer"], f"{{ymd{offset:+d}}}"):
            self._document.add_paragraph(fill(text, self.today)).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def landscape(self, title: str) -> None:
        section = self._document.add_section()
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.left_margin = section.right_margin = Cm(1.5)
        self._centred(title, 16)

    def table(self, header: list[str], rows: list[list[str]], widths: list[float]) -> None:
        """A ruled table whose header repeats on every page; widths in centimetres."""
        table = self._document.add_table(rows=1, cols=len(header), style="Table Grid")
        repeat = OxmlElement("w:tblHeader")
        repeat.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)
        self._row(table.rows[0].cells, header, widths)
        for row in rows:
            self._row(table.add_row().cells, row, widths)

    def content(self) -> bytes:
        """The file; the same texts give the same bytes, so that an upload made twice is recognised by its hash."""
        raw, settled = io.BytesIO(), io.BytesIO()
        self._document.save(raw)
        with zipfile.ZipFile(raw) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                info = zipfile.ZipInfo(name, _ZIP_EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, source.read(name))
        return settled.getvalue()

    def _centred(self, text: str, size: int) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(fill(text, self.today))
        run.font.size = Pt(size)
        run.bold = size > 14

    def _indented(self) -> Any:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(28)
        return paragraph

    def _row(self, cells: Any, texts: list[str], widths: list[float]) -> None:
        for cell, text, width in zip(cells, texts, widths, strict=True):
            cell.width = Cm(width)
            for index, line in enumerate(text.split("\n")):
                paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
                paragraph.add_run(line).font.size = Pt(9)


def feedback(today: date) -> tuple[Sample, bytes]:
    """The team's feedback: every problem of the plan in a numbered paragraph, then the two statutory duties."""
    texts, entries, paper = load_texts("feedback"), load_entries("plan"), Paper(today)
    found: list[Expected] = []
    paper.head(texts)
    paper.paragraphs(texts["intro"])
    for section in texts["section"]:
        paper.heading(section["heading"])
        paper.paragraphs(section["paragraphs"])
        for group in section.get("groups", []):
            paper.heading(group["heading"])
            for index, number in enumerate(group["entries"], 1):
                entry = entries[number - 1]
                paper.paragraphs([f"{index}.{entry.problem}"])
                found.append(expected_of(entry, today, number=str(index), with_work=False))
    paper.heading("三、整改要求")
    paper.paragraphs(texts["tail"])
    paper.signature(texts, texts["issued"])
    sample = Sample("01-督察反馈意见.docx", "feedback", (*found, *duties_of(texts, today)))
    return sample, paper.content()


def plan(today: date) -> tuple[Sample, bytes]:
    """The city's plan with its list of 32 tasks as a table."""
    texts, entries, paper = load_texts("plan_front"), load_entries("plan"), Paper(today)
    paper.head(texts)
    paper.paragraphs(texts["intro"])
    for section in texts["section"]:
        paper.heading(section["heading"])
        paper.paragraphs(section["paragraphs"])
    paper.signature(texts, texts["issued"])
    paper.landscape(texts["list_title"])
    widths = [1.1, 5.2, 3.6, 5.6, 2.0, 2.0, 1.9, 1.9, 1.9, 1.5]
    paper.table(texts["columns"], [plan_row(entry, today) for entry in entries], widths)
    sample = Sample("02-整改方案.docx", "plan", tuple(expected_of(entry, today) for entry in entries))
    return sample, paper.content()


def plan_row(entry: Entry, today: date) -> list[str]:
    """The ten cells of a task in the list, in the order of the columns."""
    city, entry = load_city(), entry.on(today)
    return [
        str(entry.number),
        entry.problem,
        entry.goal,
        "\n".join(f"{index}.{text}" for index, text in enumerate(entry.measures, 1)),
        "、".join(entry.responsible),
        "、".join(entry.assist),
        entry.supervise,
        entry.accept,
        due(entry.deadline, today).text,
        "、".join(city.person(id).name for id in entry.persons),
    ]


def assignment(today: date) -> tuple[Sample, bytes]:
    """A letter that hands eight problems to their units, each with unit and time limit in one sentence."""
    texts, paper = load_texts("assignment"), Paper(today)
    found: list[Expected] = []
    paper.head(texts)
    paper.paragraphs(texts["intro"])
    paper.heading("一、交办问题")
    for entry in load_entries("assignment"):
        limit = due(entry.deadline, today)
        units = "、".join(entry.responsible)
        helped = f"，{'、'.join(entry.assist)}配合" if entry.assist else ""
        paper.paragraphs([f"{entry.number}.{entry.problem}由{units}牵头{helped}，{limit.text}完成整改。"])
        roles = tuple((name, "lead") for name in entry.responsible) + tuple((name, "assist") for name in entry.assist)
        found.append(
            Expected(
                problem=fill(entry.problem, today),
                number=str(entry.number),
                units=roles,
                deadline_text=limit.text,
                deadline=limit.code,
            )
        )
    paper.heading("二、工作要求")
    paper.paragraphs(texts["tail"])
    paper.signature(texts, texts["issued"])
    return Sample("05-督办函.docx", "assignment", (*found, *duties_of(texts, today))), paper.content()


def film(today: date) -> tuple[Sample, bytes]:
    """The problems a warning film showed, as a table without goals and measures."""
    texts, paper = load_texts("film"), Paper(today)
    found, rows = [], []
    for entry in load_entries("film"):
        entry, limit = entry.on(today), due(entry.deadline, today)
        rows.append([str(entry.number), entry.problem, "、".join(entry.responsible), entry.supervise, limit.text])
        units = (*((name, "duty") for name in entry.responsible), (entry.supervise, "supervise"))
        found.append(
            Expected(
                problem=entry.problem,
                number=str(entry.number),
                units=units,
                deadline_text=limit.text,
                deadline=limit.code,
            )
        )
    paper.head(texts)
    paper.paragraphs(texts["intro"])
    paper.table(["序号", "披露问题", "责任单位", "督导单位", "整改时限"], rows, [1.2, 7.0, 2.6, 2.4, 2.8])
    paper.signature(texts, texts["issued"])
    return Sample("06-警示片问题清单.docx", "warning_film", tuple(found)), paper.content()


def closure(today: date) -> tuple[Sample, bytes]:
    """A closure notice as a two-column form."""
    texts, paper = load_texts("closure")["word"], Paper(today)
    entry = load_entries("plan")[texts["entry"] - 1]
    shown, limit = entry.on(today), due(entry.deadline, today)
    starts, ends = (today + timedelta(days=texts[key]) for key in ("starts", "ends"))
    paper.head(texts)
    paper.paragraphs([texts["intro"]])
    rows = [
        ["整改目标", shown.goal],
        ["整改措施", "\n".join(f"{index}.{text}" for index, text in enumerate(shown.measures, 1))],
        ["责任单位", "、".join(shown.responsible)],
        ["整改时限", limit.text],
        ["整改完成情况", "\n".join(f"{i}.{fill(text, today)}" for i, text in enumerate(texts["results"], 1))],
        ["公示时间", fill(f"{{ymd{texts['starts']:+d}}}至{{ymd{texts['ends']:+d}}}", today)],
        ["意见反馈", f"{texts['contact']}，联系电话：{texts['phone']}"],
    ]
    paper.table(["反馈问题", shown.problem], rows, [3.0, 12.5])
    paper.signature(texts, texts["starts"])
    item = Expected(
        problem=shown.problem,
        goal=shown.goal,
        units=tuple((name, "duty") for name in shown.responsible),
        deadline_text=limit.text,
        deadline=limit.code,
        measures=len(shown.measures),
    )
    return Sample("04-销号公示.docx", "closure_notice", (item,), publicity=(starts, ends)), paper.content()
