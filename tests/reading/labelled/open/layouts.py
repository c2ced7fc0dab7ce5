"""Long tables of the open part: plans, a ledger, a batch of complaints, each in several forms."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from tests.reading.labelled import Gold, Labelled, blocks, facts, paper, plain, sheet, word
from tests.reading.labelled.blocks import Block, Cell, Grid, Text, grid
from tests.reading.labelled.facts import Fact
from tests.reading.labelled.petitions import Complaint, complaints

PART = "open"
STATES = (
    "已完成整改",
    "正在推进",
    "未完成但达到序时进度",
    "已验收销号",
    "未达到序时进度",
    "基本完成整改",
    "尚未启动",
    "申请销号",
)
FRONT = """
# 临澜市贯彻落实第三轮省生态环境保护督察反馈意见整改方案
2026年3月9日至4月8日，省第三生态环境保护督察组对临澜市开展了督察，并于2026年6月18日反馈了督察意见。为做好督察反馈意见整改落实工作，结合我市实际，制定本方案。
一、指导思想
坚持问题导向和目标导向，把督察整改作为推动绿色转型的重要抓手，以整改实效取信于民。
二、基本原则
（一）实事求是，分类施策。能够立即整改的马上改，需要持续推进的明确阶段任务。
（二）举一反三，标本兼治。既整改具体问题，又完善长效机制。
（三）属地负责，部门协同。各县（区）承担主体责任，市直部门承担监管责任。
三、工作目标
到2027年底，全市地表水优良比例达到90%以上，PM2.5年均浓度降至32微克/立方米以下；到2030年，生态环境质量明显改善。
四、保障措施
（一）加强组织领导。市整改工作领导小组统筹推进，明确整改目标、整改措施、责任单位和整改时限。
（二）严格督查督办。对进展滞后的予以预警、通报、约谈。
（三）强化信息公开。各县（区）每月20日前报送进展，整改情况及时向社会公开，接受监督。
附件：临澜市整改任务清单
"""
HIDDEN = (12, 47)
HIDDEN_PROBLEMS = (
    "高架快速路两侧隔声屏缺口二十余米，邻近小学课堂受交通声响干扰",
    "旧码头油罐拆除后遗留沾油泥土未检测，去向无记录",
)  # unlike any other row: an arguable entry also takes out what resembles it
FRONT_DATES = ["2026-03-09", "2026-06-18"]


def long_documents() -> Iterator[Labelled]:
    yield _plan_pdf()
    yield _plan_paragraphs()
    yield _plan_merged()
    yield _plan_cards()
    yield _plan_scan()
    yield _ledger()
    yield from _petitions()


def _labels(kind: str, rows: Sequence[Fact], **more: object) -> Gold:
    return {"kind": kind, "items": [row.gold() for row in rows], "meeting": None, **more}


def _plan_pdf() -> Labelled:
    rows = facts.tasks(PART, 34)
    head = ("序号", "反馈问题", "整改目标", "整改措施", "整改时限", "牵头单位", "配合单位")
    body: list[tuple[Cell, ...]] = [
        (r.number, r.problem, r.goal, r.measure_lines(), r.deadline, r.lead.text, r.assist.text)
        for r in (replace(row, persons=()) for row in rows)
    ]
    parts = [*blocks.parse(FRONT), Text("", "break"), grid([head, *body], (3, 16, 10, 17, 8, 8, 8))]
    gold = _labels("plan", [replace(row, persons=()) for row in rows], dates=FRONT_DATES)
    make = partial(paper.render, parts, size=16, header="临澜市整改方案")
    return Labelled("plan-table.pdf", gold, make)


def _plan_paragraphs() -> Labelled:
    """Labelled paragraphs; the measures in one paragraph each, the limit before the units."""
    rows = [replace(row, number=_cardinal(at), persons=()) for at, row in enumerate(facts.tasks(PART, 30, 40), 1)]
    parts: list[Block] = list(blocks.parse(FRONT))
    for row in rows:
        parts += [Text(f"{row.number}、{row.problem}"), Text(f"整改目标：{row.goal}"), Text("整改措施：")]
        parts += [Text(line) for line in row.measure_lines("{n}．{text}").split("\n")]
        parts += [Text(f"整改时限：{row.deadline}"), Text(f"牵头单位：{row.lead.text}")]
        parts += [Text(f"配合单位：{row.assist.text}")] if row.assist.text else []
    gold = _labels("plan", rows, dates=FRONT_DATES)
    return Labelled("plan-paragraphs.docx", gold, partial(word.render, parts, "临澜市整改方案", "内部资料"))


def _plan_merged() -> Labelled:
    """A header of two rows, themes joined down the first column, persons in charge."""
    rows = facts.tasks(PART, 32, 74)
    table: list[Sequence[Cell]] = [
        ("类别", "序号", "存在的主要问题", "整改要求", "<", "责任分工", "<", "<", "完成时限"),
        ("^", "^", "^", "整改目标", "整改措施", "牵头单位", "配合单位", "责任人", "^"),
    ]
    for at, r in enumerate(rows):
        theme = f"第{at // 8 + 1}类 {('水环境', '大气环境', '固体废物', '生态保护')[at // 8]}" if at % 8 == 0 else "^"
        measures = r.measure_lines("（{n}）{text}", "")
        table.append((theme, r.number, r.problem, r.goal, measures, r.lead.text, r.assist.text, r.people, r.deadline))
    title = Text("临澜市省生态环境保护督察反馈问题整改任务分解表", "title")
    return Labelled("plan-merged.docx", _labels("plan", rows), partial(word.render, [title, grid(table, head=2)]))


def _plan_cards() -> Labelled:
    """One small table of labels and values per problem."""
    rows = [replace(row, assist=facts.Units()) for row in facts.tasks(PART, 30, 106)]
    parts: list[Block] = [Text("石磬县贯彻落实省督察反馈意见整改措施清单", "title")]
    for r in rows:
        parts.append(Text(f"表{r.number}"))
        parts.append(
            grid(
                [
                    ("问题编号", r.number, "整改时限", r.deadline),
                    ("问题描述", r.problem, "<", "<"),
                    ("整改目标", r.goal, "<", "<"),
                    ("整改措施", r.measure_lines("{n}、{text}"), "<", "<"),
                    ("责任单位", r.lead.text, "责任人", r.people),
                ]
            )
        )
    return Labelled("plan-cards.docx", _labels("plan", rows), partial(word.render, parts))


def _plan_scan() -> Labelled:
    rows = [replace(row, persons=(), assist=facts.Units()) for row in facts.tasks(PART, 5, 7)]
    head = ("序号", "反馈问题", "整改目标", "责任单位", "整改时限")
    table = grid([head, *((r.number, r.problem, r.goal, r.lead.text, r.deadline) for r in rows)], (4, 22, 14, 12, 12))
    parts: list[Block] = [
        Text("青砚区督察反馈问题整改任务清单", "title"),
        table,
        Text("中共青砚区委员会　青砚区人民政府", "sign"),
        Text("2026年8月7日", "sign"),
    ]
    gold = _labels("plan", [replace(row, measures=()) for row in rows], dates=["2026-08-07"])
    pdf = partial(paper.render, parts, size=12)
    return Labelled("plan-scan.pdf", gold, lambda: paper.scan(pdf(), angle=0.9, seed=3), scanned=True)


def _ledger() -> Labelled:
    """Two sheets of thirty rows, a header of two rows, days as Excel days where the limit is one, two rows hidden."""
    rows = facts.tasks(PART, 60, 140)
    rows = [replace(_ledger_row(at, row), status=STATES[at % len(STATES)]) for at, row in enumerate(rows)]
    for at, problem in zip(HIDDEN, HIDDEN_PROBLEMS, strict=True):
        rows[at] = replace(rows[at], problem=problem)
    sheets = [_ledger_sheet("省督察反馈", rows[:30], HIDDEN[0]), _ledger_sheet("自查发现", rows[30:], HIDDEN[1] - 30)]
    shown = [row for row in rows if row.problem not in HIDDEN_PROBLEMS]
    gold = _labels(
        "ledger",
        shown,
        optional_problems=list(HIDDEN_PROBLEMS),
        note="two rows are hidden: entering them or not can be argued for",
    )
    return Labelled("ledger.xlsx", gold, partial(sheet.render, sheets))


def _ledger_row(at: int, row: Fact) -> Fact:
    """Without what the ledger does not show; in every other row the limit is a day of the calendar."""
    due = row.due
    if due and due.day and due.day.startswith("20") and at % 2:
        due = facts.Due(due.day, due.day)
    return replace(row, number=f"LL-2026-{at + 1:03d}", measures=(), assist=facts.Units(), due=due)


def _ledger_sheet(name: str, rows: Sequence[Fact], hidden: int) -> sheet.Sheet:
    table: list[Sequence[Cell]] = [
        ("序号", "问题编号", "问题描述", "整改要求", "<", "责任落实", "<", "进展情况", "<", "备注"),
        ("^", "^", "^", "整改目标", "整改时限", "责任单位", "责任人", "整改状态", "完成比例", "^"),
    ]
    for at, r in enumerate(rows, 1):
        limit: Cell = date.fromisoformat(r.due.day) if r.due and r.due.day == r.deadline else r.deadline
        note = "需省级协调" if at % 11 == 0 else ""
        table.append(
            (at, r.number, r.problem, r.goal, limit, r.lead.text, r.people, r.status, f"{at * 3 % 101}%", note)
        )
    parts: tuple[Block, ...] = (
        Text(f"临澜市生态环境保护督察问题整改台账（{name}）"),
        Text("填报单位：临澜市整改办　　填报日期：2026年10月31日"),
        grid(table, head=2),
        Text("注：1.整改状态由责任单位按月更新；2.完成比例为形象进度，2027年底前全部销号。"),
    )
    above = 4  # title, line of the filler, two rows of the header
    return sheet.Sheet(name, parts, frozenset({above + hidden}))


def _cardinal(number: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones else ''}"


def _petitions() -> Iterator[Labelled]:
    rows = complaints(PART, 42)
    title = Text("临澜市群众信访举报转办和边督边改公开情况一览表（第十二批）", "title")
    intro = Text("截至2026年5月19日，省第三生态环境保护督察组向我市交办第十二批群众信访举报件，办理情况如下。")
    head = ("序号", "受理编号", "交办问题基本情况", "行政区域", "污染类型", "责任单位", "调查核实情况", "是否属实")
    more = ("处理和整改情况", "是否办结", "问责情况")
    full = grid([(*head, *more), *(_full_row(at, c) for at, c in enumerate(rows, 1))])
    gold = _labels("petition_table", [c.fact for c in rows])
    book = [sheet.Sheet("第十二批", (title, full, Text("注：办理情况将持续更新。")))]
    yield Labelled("petitions.xlsx", gold, partial(sheet.render, book))
    dated = gold | {"dates": ["2026-05-19"]}
    yield Labelled("petitions.docx", dated, partial(word.render, [title, intro, _two_rows(rows)]))
    site = facts.load(PART, "prose.toml")["site"]
    web = partial(plain.page, [title, intro, full], before=site["before"], after=site["after"], main=site["main"])
    yield Labelled("petitions.html", dated, web)
    yield _petitions_pdf(title, intro, rows)


def _full_row(at: int, c: Complaint) -> tuple[Cell, ...]:
    f = c.fact
    front = (at, f.number, f.problem, c.district, c.pollution, f.lead.text)
    return (*front, c.found, f.verdict, c.handled, f.closed, c.blame)


def _two_rows(rows: Sequence[Complaint]) -> Grid:
    table: list[Sequence[Cell]] = [
        ("序号", "受理编号", "举报内容", "属地", "类型", "办理情况", "<", "<", "是否办结"),
        ("^", "^", "^", "^", "^", "调查核实情况", "是否属实", "处理和整改情况", "^"),
    ]
    for at, c in enumerate(rows, 1):
        f = c.fact
        table.append((at, f.number, f.problem, c.district, c.pollution, c.found, f.verdict, c.handled, f.closed))
    return grid(table, head=2)


def _petitions_pdf(title: Text, intro: Text, rows: Sequence[Complaint]) -> Labelled:
    """The nine columns of most public tables: no column of the unit, none of 是否办结."""
    head = (
        "序号",
        "受理编号",
        "交办问题基本情况",
        "行政区域",
        "污染类型",
        "调查核实情况",
        "是否属实",
        "处理和整改情况",
        "问责情况",
    )
    body = [
        (at, c.fact.number, c.fact.problem, c.district, c.pollution, c.found, c.fact.verdict, c.handled, c.blame)
        for at, c in enumerate(rows, 1)
    ]
    parts: list[Block] = [title, intro, grid([head, *body], (3, 8, 18, 5, 5, 20, 5, 18, 6))]
    gold = _labels("petition_table", [replace(c.fact, closed="") for c in rows], dates=["2026-05-19"])
    return Labelled("petitions.pdf", gold, partial(paper.render, parts, wide=True, size=9))
