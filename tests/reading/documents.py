"""Long documents made for tests, with their labels known by construction. Every place and unit in them is invented."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import docx
import xlsxwriter
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

rl_config.useA85 = 0  # streams as they are: to spell them in ASCII, which no reader needs, was a third of making a PDF
FONT = "STSong-Light"
HEADER = ("序号", "具体问题", "整改目标", "整改措施", "责任单位", "整改时限")
PLACES = ("青禾区", "望川县", "临澜高新区", "石桥镇", "柳湾街道", "云栖县", "东岭区")
SUBJECTS = (
    ("生活污水直排入河", "污水管网漏损严重，雨污混接点位较多", "市住建局"),
    ("建筑垃圾露天堆放", "堆体未覆盖，雨天渗滤液外溢", "市城管局"),
    ("养殖场粪污处理设施闲置", "粪污未经处理排入沟渠", "市农业农村局"),
    ("砂石场扬尘扰民", "物料未覆盖，车辆带泥上路", "市自然资源局"),
    ("工业园区废气异味", "收集效率不高，群众多次反映", "市生态环境局"),
)
TITLE = "临澜市贯彻落实省生态环境保护督察反馈意见整改方案"
INTRODUCTION = (
    "为全面落实省生态环境保护督察反馈意见，切实解决突出生态环境问题，结合本市实际，制定本方案。各级各部门要提高认识，压实责任，"
    "按照清单化、项目化的要求推进整改工作，确保按期完成各项任务并长期巩固。"
)


@dataclass(frozen=True)
class Entry:
    """One row of a plan and what a reader must find in it. `deadline` is YYYY-MM-DD."""

    number: str
    problem: str
    goal: str
    measures: str
    units: tuple[str, ...]
    deadline_text: str
    deadline: str

    def row(self) -> tuple[str, ...]:
        return (self.number, self.problem, self.goal, self.measures, "、".join(self.units), self.deadline_text)


def entries(count: int) -> list[Entry]:
    """A plan of `count` rows, all different."""
    months = {3: 31, 6: 30, 9: 30, 12: 31}
    result = []
    for at in range(count):
        place = PLACES[at % len(PLACES)]
        fault, detail, unit = SUBJECTS[at % len(SUBJECTS)]
        year, month = 2025 + at % 2, (3, 6, 9, 12)[at // 2 % 4]
        area = f"{place}{at + 3}号片区"
        result.append(
            Entry(
                number=str(at + 1),
                problem=f"{area}{fault}，{detail}，影响周边{at * 7 + 20}户居民生活。",
                goal=f"完成{area}问题整治并通过验收。",
                measures=f"1.对{area}开展全面排查，建立台账。2.制定并实施治理工程，完工后组织验收。",
                units=(unit, f"{place}人民政府" if place.endswith(("区", "县")) else f"{place}办事处"),
                deadline_text=f"{year}年{month}月底前",
                deadline=f"{year}-{month:02d}-{months[month]}",
            )
        )
    return result


def docx_plan(rows: Sequence[Entry]) -> bytes:
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph(INTRODUCTION)
    document.add_paragraph("附件：整改任务清单")
    table = document.add_table(1, len(HEADER))
    for cell, text in zip(table.rows[0].cells, HEADER, strict=True):
        cell.text = text
    for entry in rows:
        for cell, text in zip(table.add_row().cells, entry.row(), strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx_ledger(rows: Sequence[Entry], sheets: int = 2) -> bytes:
    """The rows in equal parts on several sheets, each with a title over the header and a note under the table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    share = -(-len(rows) // sheets)
    for at in range(sheets):
        sheet = book.add_worksheet(f"台账{at + 1}")
        sheet.merge_range(0, 0, 0, len(HEADER) - 1, f"临澜市生态环境问题整改台账（{at + 1}）")
        sheet.write_row(1, 0, HEADER)
        part = rows[at * share : (at + 1) * share]
        for place, entry in enumerate(part, 2):
            sheet.write_row(place, 0, entry.row())
            sheet.write_number(place, 0, int(entry.number))
        sheet.write(len(part) + 2, 0, "注：本台账由市整改办汇总。")
    book.close()
    return out.getvalue()


def paragraph_style(size: float = 10.5, **more: object) -> ParagraphStyle:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return ParagraphStyle("正文", fontName=FONT, fontSize=size, leading=size * 1.6, wordWrap="CJK", **more)


def pdf_of(story: Sequence[Flowable], *, header: str = "", numbered: bool = True) -> bytes:
    """A4 pages with an optional header line and page numbers at the foot."""

    def edges(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont(FONT, 9)
        if header:
            canvas.drawString(60, A4[1] - 30, header)
        if numbered:
            canvas.drawCentredString(A4[0] / 2, 25, f"- {canvas.getPageNumber()} -")

    paragraph_style()
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, leftMargin=50, rightMargin=50, topMargin=60, bottomMargin=50)
    document.build(list(story), onFirstPage=edges, onLaterPages=edges)
    return out.getvalue()


def pdf_table(
    rows: Sequence[Sequence[str]], widths: Sequence[float], *commands: object, size: float = 9, repeat: int = 1
) -> Table:
    style = paragraph_style(size)
    cells = [[Paragraph(text.replace("\n", "<br/>"), style) for text in row] for row in rows]
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP"), *commands]
    return Table(cells, colWidths=list(widths), repeatRows=repeat, style=TableStyle(grid))


def pdf_plan(rows: Sequence[Entry], spread: int = 1) -> bytes:
    """A plan whose ruled table runs over many pages; `spread` repeats the introduction to fill pages before it."""
    title = Paragraph(TITLE, paragraph_style(18, alignment=1))
    body = [Paragraph(INTRODUCTION, paragraph_style(12, firstLineIndent=24)) for _ in range(spread)]
    widths = (30, 130, 80, 140, 75, 55)
    table = pdf_table([HEADER, *(entry.row() for entry in rows)], widths, size=9)
    return pdf_of([title, Spacer(1, 12), *body, Spacer(1, 12), table], header="临澜市整改方案")
