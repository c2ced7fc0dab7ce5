"""Long tables in layouts that do not occur in the open part."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from tests.reading.labelled import Gold, Labelled, blocks, facts, paper, plain, sheet, word
from tests.reading.labelled.blocks import Block, Cell, Text, grid
from tests.reading.labelled.facts import Due, Fact, Units
from tests.reading.labelled.petitions import complaints

PART = "held"
FRONT = """
# 望溪市第二轮省生态环境保护督察反馈意见整改实施方案
望委办发〔2026〕28号
根据省第一生态环境保护督察组2026年7月24日反馈的督察意见，为高质量完成整改任务，制定本实施方案。
一、总体要求
把整改作为重大政治任务，做到条条有整改、件件有着落。力争2028年全市国控断面优良率达到100%。
二、整改原则
1.坚持属地为主、上下联动。
2.坚持远近结合、分类推进，按照立行立改、限期整改、持续推进三类明确时限。
三、组织保障
成立由市委、市政府主要负责同志任组长的领导小组，办公室设在市生态环境局。领导小组办公室每月5日前调度进展。
"""
NUMERALS = "一二三四五六七八九十"


def long_documents() -> Iterator[Labelled]:
    yield _plan_wide_pdf()
    yield _plan_headed_paragraphs()
    yield _plan_by_district()
    yield _plan_stacked()
    yield _plan_scan()
    yield _ledger()
    yield from _petitions()


def _labels(kind: str, rows: Sequence[Fact], **more: object) -> Gold:
    return {"kind": kind, "items": [row.gold() for row in rows], "meeting": None, **more}


def _plan_wide_pdf() -> Labelled:
    """Lying pages, the header only on the first; units with their roles in one cell; numbers as 第N项."""
    rows = [replace(r, number=f"第{r.number}项", persons=()) for r in facts.tasks(PART, 36)]
    head = ("问题编号", "问题清单", "责任清单", "时限清单", "目标清单", "措施清单")
    body = [(r.number, r.problem, _roles(r), r.deadline, r.goal, r.measure_lines("{n}.{text}", "")) for r in rows]
    listed = grid([head, *body], (6, 20, 13, 10, 12, 20), 0)
    parts = [*blocks.parse(FRONT), Text("附表：问题、责任、时限、目标、措施“五个清单”"), listed]
    gold = _labels("plan", rows, dates=["2026-07-24"], docnos=["望委办发〔2026〕28号"])
    make = partial(paper.render, parts, wide=True, size=15, header="望委办发〔2026〕28号", foot="第 {} 页")
    return Labelled("implementation-wide.pdf", gold, make)


def _roles(row: Fact) -> str:
    return f"牵头：{row.lead.text}" + (f"\n配合：{row.assist.text}" if row.assist.text else "")


def _plan_headed_paragraphs() -> Labelled:
    """Labels as numbered headings of their own, the values in the paragraphs below."""
    rows = [replace(r, number=f"问题{r.number}", persons=()) for r in facts.tasks(PART, 30, 36)]
    parts: list[Block] = list(blocks.parse(FRONT))
    for r in rows:
        parts += [Text(f"{r.number}：{r.problem}"), Text("（一）整改目标"), Text(f"{r.goal}。"), Text("（二）整改措施")]
        parts += [Text(line) for line in r.measure_lines("{n}、{text}").split("\n")]
        parts += [Text("（三）责任单位"), Text(r.units), Text("（四）整改期限"), Text(f"{r.deadline}。")]
    rows = [replace(r, lead=Units(r.units, (*r.lead.names, *r.assist.names)), assist=Units()) for r in rows]
    gold = _labels("plan", rows, dates=["2026-07-24"], docnos=["望委办发〔2026〕28号"])
    return Labelled("implementation-headed.docx", gold, partial(word.render, parts, "", "望溪市整改办印制"))


def _plan_by_district() -> Labelled:
    """One table; a row over its full width names the district before the district's rows, which count anew."""
    rows: list[Fact] = []
    table: list[Sequence[Cell]] = [
        ("序号", "督察反馈具体问题", "整改目标", "整改措施", "牵头领导", "责任单位", "完成时限")
    ]
    for at, r in enumerate(facts.tasks(PART, 32, 66)):
        turn, place = divmod(at, 8)
        if not place:
            table.append((f"{NUMERALS[turn]}、第{NUMERALS[turn]}督导片区（共8项）", *"<<<<<<"))
        r = replace(r, number=str(place + 1), lead=Units(r.units, (*r.lead.names, *r.assist.names)), assist=Units())
        rows.append(r)
        table.append((r.number, r.problem, r.goal, r.measure_lines("措施{n}：{text}"), r.people, r.units, r.deadline))
    title = Text("望溪市督察反馈问题整改责任清单", "title")
    return Labelled("responsibility-list.docx", _labels("plan", rows), partial(word.render, [title, grid(table)]))


def _plan_stacked() -> Labelled:
    """One long table of two columns, a label and its value; a row joined over both divides the problems."""
    rows = [replace(r, assist=Units(), persons=()) for r in facts.tasks(PART, 30, 98)]
    table: list[Sequence[Cell]] = []
    for r in rows:
        table += [(f"整改任务（{r.number}）", "<"), ("问题表述", r.problem), ("整改目标", f"{r.goal}。")]
        table += [("整改措施", "；".join(f"（{n}）{m.rstrip('。')}" for n, m in enumerate(r.measures, 1)) + "。")]
        table += [("完成时限", r.deadline), ("责任主体", r.lead.text)]
    title = Text("望溪市整改任务书（汇编）", "title")
    return Labelled("task-book.docx", _labels("plan", rows), partial(word.render, [title, grid(table)]))


def _plan_scan() -> Labelled:
    rows = [replace(r, persons=(), assist=Units(), measures=()) for r in facts.tasks(PART, 6, 3)]
    head = ("序号", "存在问题", "责任单位", "完成时限", "整改目标")
    table = grid([head, *((r.number, r.problem, r.lead.text, r.deadline, r.goal) for r in rows)], (4, 22, 12, 12, 12))
    parts: list[Block] = [
        Text("云陂县生态环境突出问题整改任务清单", "title"),
        table,
        Text("云陂县人民政府", "sign"),
        Text("2026年9月30日", "sign"),
    ]
    gold = _labels("plan", rows, dates=["2026-09-30"])
    pdf = partial(paper.render, parts, size=12)
    return Labelled("task-list-scan.pdf", gold, lambda: paper.scan(pdf(), angle=-1.3, seed=29), scanned=True)


def _ledger() -> Labelled:
    """Each measure is a row of its own; the cells of its problem are joined over them. Days stand as Excel days."""
    rows = [replace(_ledger_row(at, r), status=_state(at)) for at, r in enumerate(facts.tasks(PART, 60, 130))]
    sheets = [_ledger_sheet("限期整改类", rows[:34]), _ledger_sheet("持续推进类", rows[34:])]
    gold = _labels("ledger", rows)
    return Labelled("dispatch-ledger.xlsx", gold, partial(sheet.render, sheets, "yyyy-mm-dd"))


def _state(at: int) -> str:
    return ("整改到位", "正在整改", "未达序时进度", "已销号", "达到序时进度", "未完成")[at % 6]


def _ledger_row(at: int, row: Fact) -> Fact:
    day = row.due.day if row.due else None
    due = Due(day, day) if day and day.startswith("20") and at % 3 else row.due
    units = Units(row.units, (*row.lead.names, *row.assist.names))
    return replace(row, number=f"WX{at + 1:02d}", lead=units, assist=Units(), due=due)


def _ledger_sheet(name: str, rows: Sequence[Fact]) -> sheet.Sheet:
    table: list[Sequence[Cell]] = [
        ("编号", "问题概述", "整改目标", "整改措施", "责任单位", "责任人", "计划完成时间", "当前状态"),
    ]
    for r in rows:
        limit: Cell = date.fromisoformat(r.due.day) if r.due and r.due.day == r.deadline else r.deadline
        for at, measure in enumerate(r.measures):
            shared = (r.number, r.problem, r.goal), (r.units, r.people, limit, r.status)
            above, below = shared if at == 0 else (("^",) * 3, ("^",) * 4)
            table.append((*above, f"{at + 1}. {measure}", *below))
    parts: tuple[Block, ...] = (
        Text("望溪市生态环境问题整改调度台账"),
        Text(f"类别：{name}　　调度时间：2026年11月5日　　单位：项"),
        Text("说明：红色为滞后任务"),
        grid(table),
        Text("填表人：市整改办　　审核人："),
    )
    return sheet.Sheet(name, parts)


def _petitions() -> Iterator[Labelled]:
    rows = complaints(PART, 40)
    title = Text("望溪市办理省督察组转办信访件情况公示表（第五批、第六批）", "title")
    front = ("转办编号", "投诉内容", "所属县（市、区）", "问题类型", "核查情况", "是否属实")
    head = (*front, "整改措施及结果", "是否办结", "追责情况")
    body = [
        (
            c.fact.number,
            c.fact.problem,
            c.district,
            c.pollution,
            c.found,
            c.fact.verdict,
            c.handled,
            c.fact.closed,
            c.blame,
        )
        for c in rows
    ]
    gold = _labels("petition_table", [c.fact for c in rows])
    halves: list[Block] = [title, Text("第五批"), grid([head, *body[:20]]), Text("第六批"), grid([head, *body[20:]])]
    yield Labelled("complaints-two-batches.docx", gold, partial(word.render, halves))
    shares = (9, 20, 7, 7, 18, 5, 18, 5, 6)
    wide: list[Block] = [title, grid([head, *body], shares, 1)]
    yield Labelled("complaints-wide.pdf", gold, partial(paper.render, wide, wide=True, size=8, foot="- {} -"))
    books = [
        sheet.Sheet(name, (title, Text(f"（{name}）"), grid([head, *body[at : at + 20]])))
        for name, at in (("第五批", 0), ("第六批", 20))
    ]
    yield Labelled("complaints-by-batch.xlsx", gold, partial(sheet.render, books))
    lines = partial(plain.text, [title, grid([head, *body])])
    yield Labelled("complaints-piped.txt", gold, lambda: lines().encode("gb18030"))
