"""Duties with a named addressee or a stated time limit: the plan that is due in 30 working days, a promise to finish by a
day, what a notice asks of the units it is addressed to."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from bihuan.reading.body import Part
from bihuan.reading.days import deadlines
from bihuan.reading.days.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.faults import CONCRETE, FAULT
from bihuan.reading.items.answerable import address, charge
from bihuan.reading.items.draft import Draft
from bihuan.reading.items.reported import named
from bihuan.reading.items.tasks import norms, objects
from bihuan.reading.result import UnitRef
from bihuan.reading.vocabulary import any_of, words
from bihuan.reading.who import units

_FINISH = expression(any_of(words("faults", "finish")) + "|报(?![告纸])")
_REPORT = expression(r"报|制定|编制|提交|公开|反馈|形成|[列拿]出")
_ASKED = expression(_REPORT.pattern + r"|完成[^,。;]{0,8}(?:整改|任务)")
MONTHLY = expression(
    r"(?P<when>每(?:半年|年|季度?|月|周|旬)[^,。;\n]{0,10}?(?:前|底|末|日)|每周[一二三四五六日天]|每(?:[两二三四五六]|\d)个(?:月|季度|周))"
    r"(?P<what>[^,。;]{0,12}?(?:报|提交)[^,。;]{2,40})"
)
_LETTERS = frozenset(("assignment", "feedback"))
_ATTRIBUTE = expression(
    r"[^,。;]{0,5}(?:完成|整改|整改到位|销号|办结|建成|到期|实现|落实|报送)的(?!原因|理由|情况)(?:[一-鿿]{1,8}$|[一-鿿]{2,6}已|[有为是共占]{0,2}\d{1,4}[个项件处家])"
    r"|完成[^,。;]{0,8}的(?:目标|要求|任务|承诺|节点|[一-鿿]{2,20}\d{1,4}[个项件处家](?![^,。;(]))"
)
# Opens with its limit, and has the subject of what stands before it.
_DATED = expression(r"请[于在]|20\d\d年[^,。;]{1,10}前|\d{1,2}个(?:工作日|月)内")
# 某市要深入整改。抓紧制定方案: what is urged without a subject is told to whom the sentence before told.
_URGED = expression(
    r"(?:并|同时|且)(?!行|列|非|发)|[一二三四五六七八九]是?要|抓紧|尽快|认真|扎实|切实|及时|研究制定|制定|按照?要求|要(?!求)|整改(?:方案|情况|落实)"
)
_LED = expression(
    r"(?:^|(?<=[,。;:)\n ]))(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、](?!\d))?(?:由|请)?"
    r"(?:(?P<what>[^,。;:()由]{4,40})由)?(?P<lead>[^,。;:()\d]{2,40}?)(?:牵头|负责)(?!单位|部门|人|同志)(?P<task>[一-鿿“][^,。;:()]{3,80})"
    r"(?:,(?P<help>[^,。;:()\d]{2,60}?)(?:配合|协助|参与|参加))?(?=[,。;)\n]|$)"
)
_TELLS = expression(r"要求|责成|叮嘱|嘱咐|指示|部署|明确|决定|议定|商定|交办|请|强调|指出|务必|必须|[要应须]")
_TOLD_IN_DAYS = frozenset(("visit_news", "meeting", "minutes", "assignment"))  # 要求某局一周内开展监测
_LONGEST_SENTENCE = 800
_LONGEST_WHOLE = 100
# 4月底前所有未销号任务必须全部完成整改: told to all
_EVERYTHING = expression(
    r"(?:所有|全部)[^,。;]{0,16}(?:任务|问题|案件|项目|点位)[^,。;]{0,6}(?:必须|务必|要|须|一律)[^,。;]{2,20}"
)
_MUCH_OR_WRONG = expression(FAULT.pattern + r"|\d(?:\.\d+)?(?:万|余)?(?:吨|立方|公里|亩|座|处|台|户|公顷|米)")
_IN_USE = expression(r"投入使用|投用|投运")
_PLEASE = expression(r"(?:现|故|特)?请(?:你|贵|各|有关|相关|于|在)")
_WISH = expression(r"(?:为|要|并|必须|务必)?(?:确保|保证)")
_DEFINED = expression(r"是[^,。;]{2,60}(?:之一|内容|要求|目标)$")
_BARE = expression(
    r"[,:]?(?:工程|项目)?(?:全部|全面|按期|如期)?(?:完成|办结|整改|销号|落实|到位|投入使用|投用|投运){1,3}[。;]?"
)
_ONLY_HELPS = expression(r"[^,。;]{2,30}(?:配合|协助)")


def read(document: Document, kind: str) -> list[Draft]:
    """Duties in running text; those without a unit count only where a plan or report is due, or a promise was given."""
    taken = [grid.part for grid in document.grids]
    found: list[Draft] = []
    acting: list[UnitRef] = []
    handed_to = cache(lambda: charge.handed_to(document))
    for sentence in document.body.sentences():
        # What stands behind a semicolon has the subject of what stands before it.
        goes_on = document.body.folded[sentence.start - 1 : sentence.start] == ";" or (
            kind == "feedback" and any(opens.match(document.body.folded, sentence.start) for opens in (_URGED, _DATED))
        )
        own = charge.acting_in(document, sentence)
        acting = own or (acting if goes_on else [])
        if sentence.end - sentence.start > _LONGEST_SENTENCE:
            continue
        if any(t.start < sentence.end and t.end > sentence.start for t in taken):
            continue
        if document.title and sentence.end <= document.title.end:
            continue
        found += _in_sentence(document, sentence, kind, own, acting, handed_to)
    return found


def _in_sentence(
    document: Document,
    sentence: Part,
    kind: str,
    own: list[UnitRef],
    acting: list[UnitRef],
    handed_to: Callable[[], list[UnitRef]],
) -> Iterator[Draft]:
    """`own` are the subject of the sentence, `acting` those or the ones of the sentence that it goes on from; `handed_to` are
    asked for where none of them is."""
    body = document.body
    handed = objects.handed_over(document, sentence)
    limits = deadlines.in_prose(document.days, sentence.start, sentence.end)
    if (
        handed
        and (limits or kind == "minutes")
        and not any(objects.says_what(document, sentence, due) for due in limits)
    ):
        item = Draft(handed, "sentence", due=max(limits, key=Due.rank, default=None), units=acting)
        item.number = _line_number(document, sentence)
        yield item
        return
    if led := _led(document, sentence, limits, kind):
        yield led
        return
    stage: Draft | None = None
    for due in limits:
        clause = charge.clause_of(document, sentence, due)
        charged = charge.charged_before(document, sentence, Part(clause.start, due.start))
        opening, _ = charge.charged(document, Part(clause.start, due.start))
        before = charge.before(document, clause, due)
        promised = charge.promised(document, sentence, clause, kind)
        mine = charge.acting_in(document, clause) or opening or before or promised or own or charged or acting
        asked = _ASKED.search(body.folded, due.end, clause.end) or _PLEASE.match(body.folded, clause.start)
        if not mine and kind in _LETTERS and asked:
            mine = address.addressees(document)
        if _DEFINED.search(body.folded, due.end, clause.end):
            continue  # 2026年底前完成搬迁是行动计划的内容之一
        if _ATTRIBUTE.match(body.folded[due.end : clause.end]) or not due.date or not re.match(r"P|\d", due.date):
            continue
        if norms.is_ordered_of_polluter(document, sentence, due) or norms.is_of_figures_alone(document, clause, due):
            continue
        if norms.is_told_with_outcome(document, clause, due) or norms.is_reached(document, clause, due):
            continue
        problem = objects.object_of(document, sentence, clause, due)
        if later := next((other for other in limits if due.end < other.start < problem.end), None):
            problem = body.trimmed(problem.start, later.start, " 和、及与并,")  # 2027年底前完成甲和2028年底前完成乙
        if _BARE.fullmatch(body.seen(problem)):  # 所有案件在6月底前完成整改: what is to be finished stands before
            wish = _WISH.match(body.folded, clause.start, clause.end)
            start = wish.end() if wish else clause.start
            if start == due.start and not mine:
                continue  # 2019年6月底工程完成: nobody is told to do anything
            if (
                start == due.start
                and due.end - sentence.start <= _LONGEST_WHOLE
                and _IN_USE.match(body.folded, due.end)
            ):
                start = sentence.start  # 污水厂施工单位要加快进度,确保12月底前投入使用: it is told of who is to act
            problem = Part(start, clause.end)
        if _ONLY_HELPS.fullmatch(body.seen(problem)):  # 请你单位牵头,某区政府配合,于4月9日前办结
            continue
        if handed and problem.end - problem.start < objects.ALONE and handed.end < problem.start:
            problem = Part(handed.start, clause.end)  # 用地由某所落实,9月5日前办好手续
        relative = due.date.startswith("P")
        wording = body.folded[problem.start : max(clause.end, problem.end)]
        bidden = acting and charge.BIDDEN.match(body.folded, clause.start, clause.end)
        told = bool(
            charged
            or before
            or bidden
            or promised
            or (own and kind == "minutes")
            or charge.bidden(document, sentence, due)
            or (mine and _PLEASE.match(body.folded, clause.start))
        ) and _is_told(document, sentence, clause, kind)
        reports = _REPORT.search(wording) and (mine or objects.PLAN.search(wording))
        if relative and not (reports or (told and kind in _TOLD_IN_DAYS)):
            continue
        planned = objects.PLAN.search(body.folded, sentence.start, clause.end) and _REPORT.search(wording)
        finishes = _FINISH.search(body.folded, clause.start, max(clause.end, problem.end)) and (
            mine
            or kind == "progress_report"
            or (
                (planned or _is_of_a_thing(document, problem, clause, kind))
                and _is_told(document, sentence, clause, kind)
            )
        )
        if not relative and not (finishes or told or _EVERYTHING.search(body.folded, due.end, clause.end)):
            continue
        item = Draft(problem, "statutory" if relative else "sentence", due=due)
        if kind == "minutes" or (kind == "feedback" and not _is_headed(document, sentence)):
            item.number = _line_number(document, sentence)
        item.units = charge.with_help(document, Part(clause.end, sentence.end), mine) or [*handed_to()]
        if kind == "minutes" and stage and not (opening or before) and item.units == stage.units:
            stage.due = max(stage.due or due, due, key=Due.rank)  # 10月底前完成主体,12月底前通水: stages of one task
            continue
        stage = item
        yield item
    if kind in _LETTERS and not limits and (again := MONTHLY.search(body.folded, sentence.start, sentence.end)):
        number = _line_number(document, sentence)
        charged = own or address.addressees(document) or (acting if kind == "feedback" else [])
        if number or (kind == "feedback" and charged):  # (三)每月5日前报送进展: a duty of its own, without an end
            item = Draft(Part(*again.span("what")), "statutory", due=Due(*again.span("when"), None), number=number)
            item.units = charged
            yield item
    if kind == "progress_report":
        yield from named.ongoing(document, sentence)


def _is_told(document: Document, sentence: Part, clause: Part, kind: str) -> bool:
    """Whether somebody demands it: in minutes and letters all is told, elsewhere a word of the paragraph says so."""
    if kind in ("minutes", "assignment"):
        return True
    line = document.body.line_at(sentence.start)
    return bool(_TELLS.search(document.body.folded, line.start, clause.end))


def _is_of_a_thing(document: Document, task: Part, clause: Part, kind: str) -> bool:
    """Whether news tell of a task at a thing that is counted, at fault, or to be made sure of (确保6月底完成矿山修复): who is
    to do it is told by the matter alone."""
    seen = document.body.seen(task)
    sure = _WISH.match(document.body.folded, clause.start, clause.end)
    return kind in charge.PROMISED_IN and bool(CONCRETE.search(seen) and (sure or _MUCH_OR_WRONG.search(seen)))


def _led(document: Document, sentence: Part, limits: list[Due], kind: str) -> Draft | None:
    """住建局牵头制定管网改造计划,城管局配合: who leads stands before the task."""
    body = document.body
    match = _LED.search(body.folded, sentence.start, sentence.end)
    if match is None or not (limits or kind == "minutes") or charge.SAID.search(match["lead"]):
        return None
    start = match.start("task")  # 散户粪污由各村村委会负责统一收集: what it is done to stands before
    if match["what"] and not charge.DEMANDED.search(match["what"]):
        start = match.start("what")
    lead = [replace(unit, role="lead") for unit in units.listed(body, *match.span("lead"))]
    helping = units.listed(body, *match.span("help"), "assist") if match["help"] else []
    if not lead or not all(units.looks_like_unit(unit.text) for unit in (*lead, *helping)):
        return None
    item = Draft(Part(start, match.end("task")), "sentence", due=max(limits, key=Due.rank, default=None))
    item.units, item.number = lead + helping, _line_number(document, sentence)
    return item


def _is_headed(document: Document, sentence: Part) -> bool:
    """Whether another sentence opens the line, which its number is then of: (四)抓好整改落实。某市应在30个工作日内…"""
    line = document.body.line_at(sentence.start)
    return "。" in document.body.folded[line.start : sentence.start]


def _line_number(document: Document, sentence: Part) -> Part | None:
    """The number of the line that the sentence stands in, or of the named heading above it."""
    above = [h for h in document.numbered if h.line.start <= sentence.start]
    if above and (above[-1].named or sentence.start < above[-1].line.end):  # 【议题一】 numbers what stands below it
        return document.body.trimmed(above[-1].number.start, above[-1].number.end, " 、.,:【】[]")
    return None
