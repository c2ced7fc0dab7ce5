"""Duties with a named addressee or a stated time limit: the plan that is due in 30 working days, a promise to finish by a
day, what a notice asks of the units it is addressed to."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bihuan.reading import actors, deadlines, units
from bihuan.reading.body import Part
from bihuan.reading.deadlines import Due
from bihuan.reading.document import Document
from bihuan.reading.expressions import expression
from bihuan.reading.items import address, named, norms
from bihuan.reading.items.draft import Draft
from bihuan.reading.result import UnitRef
from bihuan.reading.vocabulary import any_of, words

_CLAUSE = expression(r"[^,;。!?\n]+")
_FINISH = expression(any_of(words("faults", "finish")) + "|报(?![告纸])")
_REPORT = expression(r"报|制定|编制|提交|公开|反馈|形成")
_ASKED = expression(_REPORT.pattern + r"|完成[^,。;]{0,8}(?:整改|任务)")
MONTHLY = expression(
    r"(?P<when>每(?:半年|年|季度?|月|周|旬)[^,。;\n]{0,10}?(?:前|底|末|日)|每周[一二三四五六日天]|每(?:[两二三四五六]|\d)个(?:月|季度|周))"
    r"(?P<what>[^,。;]{0,12}?(?:报|提交)[^,。;]{2,40})"
)
_LETTERS = frozenset(("assignment", "feedback"))
_PLAN = expression(
    r"(?:制定|编制|研究|形成|拿出|提出|拟订|拟定)[^,。;]{0,12}(?:方案|清单)|方案[^,。;]{0,4}(?:编制|制定|起草)"
)
_ATTRIBUTE = expression(
    r"[^,。;]{0,5}(?:完成|整改|整改到位|销号|办结|建成|到期|实现|落实|报送)的(?!原因|理由|情况)(?:[一-鿿]{1,8}$|[有为是共占]{0,2}\d{1,4}[个项件处家])"
    r"|完成[^,。;]{0,8}的(?:目标|要求|任务|承诺|节点)"
)
_FILLER = expression(any_of(words("faults", "filler")))
_SUBJECT = expression(
    r"(?:^|(?<=[,:。;!\n ]))(?:\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d))?(?:请)?"
    r"(?P<subject>(?:[^,。:;、]{1,24}、){0,12}[^,。:;、]{2,30}?)"
    r"(?=[一二三四五六七八九]?要(?!求)|[一二三四五六七八九]是要?|应当?|须|必须|需要?|将|主动|认真|于\d|务必|正在|尽快)"
)
BY = expression(
    r"(?:由|请(?!各|有关|相关|你|贵|大家|全))(?P<units>(?:(?!由)[^。;]){2,80}?(?:牵头|负责|承办|落实|办理)(?:[^。;\d]{2,60}(?:配合|协助|参与|参加))?)(?:单位)?(?=[,。;\d]|$|[制组开实完推在于整])"
)
# 市攻坚办向某区政府下发督查单,要求在5月29日前反馈进展: who it is sent to acts.
_SENT_TO = expression(
    r"向(?P<units>[^,。;:]{2,40}?)(?:下发|发出|下达|印发|制发|发送)了?[^,。;:]{0,16}?(?:函|令|单|书|通知)(?=[,。;])",
    needs="向",
)
# 会议要求:, 他叮嘱: what stands behind is told to somebody.
_SAID = expression(
    r"(?:要求|责成|责令|致电|叮嘱|嘱咐|指示|部署|明确|决定|议定|商定|同意|安排|强调|指出|提出|交办|请|由)(?:[:,]|(?=[一-鿿]))|[:)】]|\d[.、]|是(?=[一-鿿])"
)
# 省整改办要求, …: who speaks is not told.
_SPEAKS = expression(
    r"(?:还|并|也|随即|现场)?(?:要求|强调|指出|认为|提出|通报|决定|召开|发现|约谈|督办|交办|印发|认定|反馈|主要|负责人|有关|研究)"
)
# Opens with its limit, and has the subject of what stands before it.
_DATED = expression(r"20\d\d年[^,。;]{1,10}前|\d{1,2}个(?:工作日|月)内,")
_MEMBER = expression(r"[一二三四五六七八九十]{1,2}是(?!要)")
_BIDDEN = expression(r"要(?!求)|须|应当?|必须|务必")
# 某市要深入整改。抓紧制定方案: what is urged without a subject is told to whom the sentence before told.
_URGED = expression(
    r"(?:并|同时|且)(?!行|列|非|发)|[一二三四五六七八九]是?要|抓紧|尽快|认真|扎实|切实|及时|研究制定|制定|按照?要求|要(?!求)"
)
_TOLD_BY = expression(r"责成|责令|要求|叮嘱|嘱咐|致电|督促|指示|通知")
_DEMANDED = expression(r"要求|叮嘱|嘱咐|指示|强调|决定|同意|责成|责令|督促")
_LED = expression(
    r"(?:^|(?<=[,。;:)\n ]))(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、](?!\d))?(?:由|请)?"
    r"(?:(?P<what>[^,。;:()由]{4,40})由)?(?P<lead>[^,。;:()\d]{2,40}?)(?:牵头|负责)(?!单位|部门|人|同志)(?P<task>[一-鿿“][^,。;:()]{3,80})"
    r"(?:,(?P<help>[^,。;:()\d]{2,60}?)(?:配合|协助|参与|参加))?(?=[,。;)\n]|$)"
)
_HELPS = expression(r",(?P<help>[^,。;:()\d]{2,60}?)(?:做好|积极)?(?:配合|协助)")
_TO_REPORT = expression(
    r"(?:书面)?(?:向[一-鿿]{2,14}?)(?:书面)?(?:报告|汇报|反馈|报送)(?:情况|结果|进展)?"
    r"|(?:提交|提请|呈报|报请|报送?)[一-鿿、]{0,12}?(?:政府|[市县区州]委|常务会议?|领导小组(?:办公室)?|会议|整改办|督察办)(?:审定|审议|研究|批准|备案)?$"
)
_DECIDED = expression(
    r"(?:会议|会上)?(?:明确|决定|议定|同意|要求|确定|指出|强调)[,:]|(?:会议|会上)(?:明确|决定|议定|同意|要求)"
)
_HANDED = expression(
    r"(?:移交|交办给?|转交|交由)(?P<units>(?:\d+个)?[^,。;督]{2,40}?)(?=[,。;]|查处|办理|处理|整改|落实)"
)
_TELLS = expression(r"要求|责成|叮嘱|嘱咐|指示|部署|明确|决定|议定|商定|交办|请|强调|指出|务必|必须|[要应须]")
_REPORTS = expression(r",(?:并|经[^,。;]{2,20}后,?)?(?:书面)?(?:上)?报[^,。;]{2,30}")
_YOU = expression(
    r"(?:你|贵)(?:单位|局|市|县|区|镇|乡|街道|公司|委|厅|办|中心|部门|站|厂|矿|店|场|村|社区|企业)(?!内|域|境)"
)
_UNITLIKE_PLACE = expression(r"等?\d*[个]?(?:省|市|县|区|州|盟|旗|镇|乡)(?:\(.*\))?$")
_TOLD_IN_DAYS = frozenset(("visit_news", "meeting", "minutes", "assignment"))  # 要求某局一周内开展监测
_NUMBERED = frozenset(("minutes", "feedback"))
_LONGEST_SENTENCE = 800
_LONGEST_WHOLE = 100
_SHORTEST_TASK = 6
_SHORTEST_OBJECT = 4
_ALONE = 8  # characters of a task that says enough without its limit
# 4月底前所有未销号任务必须全部完成整改: told to all
_EVERYTHING = expression(
    r"(?:所有|全部)[^,。;]{0,16}(?:任务|问题|案件|项目|点位)[^,。;]{0,6}(?:必须|务必|要|须|一律)[^,。;]{2,20}"
)
_EXHORTS = expression(
    r"^(?:将|要|须|应|并|继续|进一步){0,3}(?:加大|加强|强化|加快|压实|提高|抓紧)[^,。;]{0,4}(?:力度|进度|调度|督导|督办|责任|认识|推进|工作){1,2}$"
)
_PROMISES = expression(
    r"(?:^|(?<=[,。;:\n])|(?<=随行的)|(?<=现场的))(?P<units>[^,。;:“”的]{2,20}?)(?:主要|有关|相关|分管)?(?:负责人|负责同志)"
    r"(?:当场|现场|当即)?(?:表示|承诺|表态|保证)[,:]"
)
_THING = expression(any_of(words("faults", "concrete")))
_MUCH_OR_WRONG = expression(
    any_of(words("faults", "fault")) + r"|\d(?:\.\d+)?(?:万|余)?(?:吨|立方|公里|亩|座|处|台|户|公顷|米)"
)
_PROMISED_IN = ("visit_news", "meeting")
_IN_USE = expression(r"投入使用|投用|投运")
_PLEASE = expression(r"(?:现|故|特)?请(?:你|贵|各|有关|相关|于|在)")
_WISH = expression(r"(?:为|要|并|必须|务必)?(?:确保|保证)")
_DEFINED = expression(r"是[^,。;]{2,60}(?:之一|内容|要求|目标)$")
_BARE = expression(
    r"[,:]?(?:工程|项目)?(?:全部|全面|按期|如期)?(?:完成|办结|整改|销号|落实|到位|投入使用|投用|投运){1,3}[。;]?"
)
_ONLY_HELPS = expression(r"[^,。;]{2,30}(?:配合|协助)")
_FINISHED = expression(r"(?:全部|全面|必须|务必)?[完弄做搞办改](?:成|完|好)$")  # says nothing of what


def read(document: Document, kind: str) -> list[Draft]:
    """Duties in running text; those without a unit count only where a plan or report is due, or a promise was given."""
    taken = [grid.part for grid in document.grids]
    found: list[Draft] = []
    acting: list[UnitRef] = []
    for sentence in document.body.sentences():
        # What stands behind a semicolon has the subject of what stands before it.
        goes_on = document.body.folded[sentence.start - 1 : sentence.start] == ";" or (
            kind == "feedback" and any(opens.match(document.body.folded, sentence.start) for opens in (_URGED, _DATED))
        )
        own = acting_in(document, sentence)
        acting = own or (acting if goes_on else [])
        if sentence.end - sentence.start > _LONGEST_SENTENCE:
            continue
        if any(t.start < sentence.end and t.end > sentence.start for t in taken):
            continue
        if document.title and sentence.end <= document.title.end:
            continue
        found += _in_sentence(document, sentence, kind, own, acting)
    return found


def _in_sentence(
    document: Document, sentence: Part, kind: str, own: list[UnitRef], acting: list[UnitRef]
) -> Iterator[Draft]:
    """`own` are the subject of the sentence, `acting` those or the ones of the sentence that it goes on from."""
    body = document.body
    handed = _handed_over(document, sentence)
    limits = deadlines.in_prose(document.days, sentence.start, sentence.end)
    if handed and (limits or kind == "minutes") and not any(_says_what(document, sentence, due) for due in limits):
        item = Draft(handed, "sentence", due=max(limits, key=Due.rank, default=None), units=acting)
        item.number = _line_number(document, sentence)
        yield item
        return
    if led := _led(document, sentence, limits, kind):
        yield led
        return
    for due in limits:
        clause = clause_of(document, sentence, due)
        charged = _charged_before(document, sentence, Part(clause.start, due.start))
        opening, _ = _charged(document, Part(clause.start, due.start))
        before = _before(document, clause, due)
        promised = _promised(document, sentence, clause, kind)
        mine = acting_in(document, clause) or opening or before or promised or own or charged or acting
        asked = _ASKED.search(body.folded, due.end, clause.end) or _PLEASE.match(body.folded, clause.start)
        if not mine and kind in _LETTERS and asked:
            mine = address.addressees(document)
        if _DEFINED.search(body.folded, due.end, clause.end):
            continue  # 2026年底前完成搬迁是行动计划的内容之一
        if _ATTRIBUTE.match(body.folded[due.end : clause.end]) or not due.date or not re.match(r"P|\d", due.date):
            continue
        if norms.is_ordered_of_polluter(document, sentence, due):
            continue
        if norms.is_told_with_outcome(document, clause, due) or norms.is_reached(document, clause, due):
            continue
        problem = object_of(document, sentence, clause, due)
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
        if handed and problem.end - problem.start < _ALONE and handed.end < problem.start:
            problem = Part(handed.start, clause.end)  # 用地由某所落实,9月5日前办好手续
        relative = due.date.startswith("P")
        wording = body.folded[problem.start : max(clause.end, problem.end)]
        bidden = acting and _BIDDEN.match(body.folded, clause.start, clause.end)
        told = bool(
            charged
            or before
            or bidden
            or promised
            or (own and kind == "minutes")
            or _bidden(document, sentence, due)
            or (mine and _PLEASE.match(body.folded, clause.start))
        ) and _is_told(document, sentence, clause, kind)
        reports = _REPORT.search(wording) and (mine or _PLAN.search(wording))
        if relative and not (reports or (told and kind in _TOLD_IN_DAYS)):
            continue
        planned = _PLAN.search(body.folded, sentence.start, clause.end) and _REPORT.search(wording)
        finishes = _FINISH.search(body.folded, clause.start, max(clause.end, problem.end)) and (
            mine
            or kind == "progress_report"
            or ((planned or _is_of_a_thing(document, problem, kind)) and _is_told(document, sentence, clause, kind))
        )
        if not relative and not (finishes or told or _EVERYTHING.search(body.folded, due.end, clause.end)):
            continue
        item = Draft(problem, "statutory" if relative else "sentence", due=due)
        if kind in _NUMBERED:
            item.number = _line_number(document, sentence)
        item.units = _with_help(document, Part(clause.end, sentence.end), mine) or _handed_to(document)
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


def _charged(document: Document, part: Part) -> tuple[list[UnitRef], int]:
    """The units that a clause opens with, or that stand right behind 要求, 责成 or a colon, and where their names begin."""
    folded = document.body.folded
    for at in (part.start, *(m.end() for m in _SAID.finditer(folded, part.start, part.end))):
        named, stop = actors.opening(document.body, at, part.end)
        if folded.endswith("责令", part.start, at) and (asked := address.addressees(document)):
            return asked, at  # 请查处并责令有关单位整改: who is ordered to polluted, who is written to answers
        if named and not _SPEAKS.match(folded, stop, part.end):
            return named, at
    return [], part.start


def _charged_before(document: Document, sentence: Part, clause: Part) -> list[UnitRef]:
    """Who is told to act, in the clause of a limit or the nearest one before it."""
    clauses = [c for c in _clauses(document, sentence) if c.start < clause.start] + [clause]
    return next((named for c in reversed(clauses) if (named := _charged(document, c)[0])), [])


def _promised(document: Document, sentence: Part, clause: Part, kind: str) -> list[UnitRef]:
    """某局负责人表示,7月15日前完成截流: what a visit was promised."""
    said = _PROMISES.search(document.body.folded, sentence.start, clause.start) if kind in _PROMISED_IN else None
    if said is None or said.end() != clause.start:
        return []
    named = units.listed(document.body, *said.span("units"))
    return named if all(units.looks_like_unit(unit.text) for unit in named) else []


def _bidden(document: Document, sentence: Part, due: Due) -> bool:
    """Whether somebody named is told to act before a limit in one sentence: 甲县、乙区要逐一排查,7月底前建立台账."""
    for match in _SUBJECT.finditer(document.body.folded, sentence.start, due.start):
        if _BIDDEN.match(document.body.folded, match.end()):
            demanded = _DEMANDED.search(match["subject"])
            start = match.start("subject") + (demanded.end() if demanded else 0)
            named = units.listed(document.body, start, match.end("subject"))
            if named and all(units.looks_like_unit(unit.text) for unit in named):
                return True
    return False


def _is_told(document: Document, sentence: Part, clause: Part, kind: str) -> bool:
    """Whether somebody demands it: in minutes and letters all is told, elsewhere a word of the paragraph says so."""
    if kind in ("minutes", "assignment"):
        return True
    line = document.body.line_at(sentence.start)
    return bool(_TELLS.search(document.body.folded, line.start, clause.end))


def _is_of_a_thing(document: Document, task: Part, kind: str) -> bool:
    """Whether news tell of a task at a thing that is counted or at fault: who is to do it is told by the matter alone."""
    seen = document.body.seen(task)
    return kind in _PROMISED_IN and bool(_THING.search(seen) and _MUCH_OR_WRONG.search(seen))


def _led(document: Document, sentence: Part, limits: list[Due], kind: str) -> Draft | None:
    """住建局牵头制定管网改造计划,城管局配合: who leads stands before the task."""
    body = document.body
    match = _LED.search(body.folded, sentence.start, sentence.end)
    if match is None or not (limits or kind == "minutes") or _SAID.search(match["lead"]):
        return None
    start = match.start("task")  # 散户粪污由各村村委会负责统一收集: what it is done to stands before
    if match["what"] and not _DEMANDED.search(match["what"]):
        start = match.start("what")
    lead = [replace(unit, role="lead") for unit in units.listed(body, *match.span("lead"))]
    helping = units.listed(body, *match.span("help"), "assist") if match["help"] else []
    if not lead or not all(units.looks_like_unit(unit.text) for unit in (*lead, *helping)):
        return None
    item = Draft(Part(start, match.end("task")), "sentence", due=max(limits, key=Due.rank, default=None))
    item.units, item.number = lead + helping, _line_number(document, sentence)
    return item


def _with_help(document: Document, behind: Part, named: list[UnitRef]) -> list[UnitRef]:
    """The units with those that help: …完成改造,市水务集团配合提供图纸."""
    match = _HELPS.search(document.body.folded, behind.start, behind.end) if named else None
    helping = units.listed(document.body, *match.span("help"), "assist") if match else []
    told = helping and all(units.looks_like_unit(unit.text) for unit in helping)
    return [*named, *(h for h in helping if h.text not in {u.text for u in named})] if told else named


def _handed_over(document: Document, sentence: Part) -> Part | None:
    """What stands before 由…牵头, …配合: the task that is given to them."""
    body = document.body
    by = BY.search(body.folded, sentence.start, sentence.end)
    if by is None:
        return None
    decided = _DECIDED.match(body.folded, sentence.start, by.start())
    task = body.trimmed(decided.end() if decided else sentence.start, by.start(), " ,:、", " ,:、")
    if task.end == task.start:  # 关闭城北堆场。由县城管局负责: the sentence before says what
        line = document.body.line_at(sentence.start)
        heading = next((h for h in document.numbered if h.line == line), None)
        start = heading.text_start if heading else line.start
        task = body.trimmed(start, sentence.start, " 。;\n", " ")
    return task if task.end - task.start >= _SHORTEST_TASK else None


def _says_what(document: Document, sentence: Part, due: Due) -> bool:
    """Whether the task stands behind its limit: 由…牵头, 12月底前完成管网改造."""
    behind = document.body.folded[due.end : clause_of(document, sentence, due).end]
    return len(_FILLER.sub("", _TO_REPORT.sub("", behind))) >= _SHORTEST_OBJECT


def _line_number(document: Document, sentence: Part) -> Part | None:
    """The number of the line that the sentence stands in, or of the named heading above it."""
    above = [h for h in document.numbered if h.line.start <= sentence.start]
    if above and (above[-1].named or sentence.start < above[-1].line.end):  # 【议题一】 numbers what stands below it
        return document.body.trimmed(above[-1].number.start, above[-1].number.end, " 、.,:【】[]")
    return None


def _before(document: Document, clause: Part, due: Due) -> list[UnitRef]:
    """Units that stand right before a limit: 县政府9月15日前完成…."""
    said = [m.end() for m in _TOLD_BY.finditer(document.body.folded, clause.start, due.start)]
    start = said[-1] if said else clause.start
    named = units.listed(document.body, start, due.start) if due.start > start else []
    return named if named and all(units.looks_like_unit(u.text) for u in named) else []


def clause_of(document: Document, sentence: Part, due: Due) -> Part:
    return next(c for c in _clauses(document, sentence) if c.start <= due.start < c.end)


def _clauses(document: Document, sentence: Part) -> Iterator[Part]:
    found = _CLAUSE.finditer(document.body.folded, sentence.start, sentence.end)
    return (Part(*m.span()) for m in found)


def object_of(document: Document, sentence: Part, clause: Part, due: Due) -> Part:
    """What is to be done: the clause, or what it is said of in the clause before."""
    body = document.body
    before, after = body.folded[clause.start : due.start], body.folded[due.end : clause.end]
    previous = [c for c in _clauses(document, sentence) if c.end <= clause.start]
    first = _PLAN.search(body.folded, previous[0].start, previous[0].end) if len(previous) > 1 else None
    if first and not _FILLER.sub("", before + _TO_REPORT.sub("", after)) and not _PLAN.search(body.seen(previous[-1])):
        return Part(first.start(), clause.end)  # 制定方案,明确责任人,于8月10日前报市督察办
    plan = _PLAN.search(body.folded, previous[-1].start, previous[-1].end) if previous else None
    if plan and due.date and due.date.startswith("P") and not _limited(document, previous[-1]):
        return Part(plan.start(), clause.end)
    member = _MEMBER.match(body.folded, sentence.start)
    if previous and member and not _FILLER.sub("", after) and _says_only_who(document, clause, due):
        return Part(member.end(), previous[0].end)  # 一是某厂扩建,土建完成六成,某市政府要于11月底前完成
    if _PLAN.search(after) and (reports := _REPORTS.match(body.folded, clause.end, sentence.end)):
        return Part(due.end, reports.end())  # 20个工作日内制定整改方案，报市委督察办审核
    if (
        previous
        and not _EXHORTS.search(body.seen(previous[-1]))
        and not _FILLER.sub("", _TO_REPORT.sub("", after))
        and (not _FILLER.sub("", before) or _ends_it(document, clause, due))
        and (
            after == _TO_REPORT.sub("", after)
            or _charged(document, previous[-1])[0]
            or document.body.folded[previous[-1].start] in "对将把"
            or _PLAN.search(body.seen(previous[-1]))
        )
    ):
        numbered = next((h.text_start for h in document.numbered if h.line.start == previous[-1].start), 0)
        return Part(max(_charged(document, previous[-1])[1], numbered), previous[-1].end)
    if not after and (behind := _behind(document, sentence, clause)) and _says_only_who(document, clause, due):
        return behind
    if re.search(r"(?:问题|任务|项目|工程|工作)$", before) and len(before) >= 4 and "督促" not in before:
        return Part(clause.start, due.start)
    if len(_FILLER.sub("", after)) >= 2:
        short = due.date and due.date.startswith("P") and len(after) < _ALONE  # 30日内报方案: the limit belongs to it
        return Part(due.start if short else due.end, clause.end)
    return clause


def _ends_it(document: Document, clause: Part, due: Due) -> bool:
    """Whether a clause says who is to be done by when with what stands before it: 垃圾池清空,镇环卫站4月20日前弄完."""
    folded = document.body.folded
    told = _TOLD_BY.search(folded, clause.start, due.start)
    return bool(_FINISHED.match(folded, due.end, clause.end)) and not told and _says_only_who(document, clause, due)


def _limited(document: Document, clause: Part) -> bool:
    return bool(deadlines.in_prose(document.days, clause.start, clause.end))


def _behind(document: Document, sentence: Part, clause: Part) -> Part | None:
    """The clause behind one that ends with its limit: 收到意见后45个工作日内,制定整改方案."""
    following = next((c for c in _clauses(document, sentence) if c.start == clause.end + 1), None)
    if following is None or following.end - following.start < _SHORTEST_OBJECT:
        return None
    return None if _limited(document, following) else following


def _says_only_who(document: Document, clause: Part, due: Due) -> bool:
    """Whether nothing but who is to act stands before a limit in its clause."""
    body = document.body
    subject = next((m for m in _SUBJECT.finditer(body.folded, clause.start, due.start)), None)
    rest = body.folded[subject.end() if subject else clause.start : due.start]
    return not _FILLER.sub("", rest) or bool(_before(document, clause, due))


def acting_in(document: Document, sentence: Part) -> list[UnitRef]:
    """Who is to act: 由…牵头, else the subject of the sentence; 你单位 are those the letter is addressed to."""
    body = document.body
    if _YOU.search(body.folded, sentence.start, sentence.end) and (named := address.addressees(document)):
        return named
    if match := BY.search(body.folded, sentence.start, sentence.end):
        return units.listed(body, *match.span("units"))
    if sent := _SENT_TO.search(body.folded, sentence.start, sentence.end):
        return units.listed(body, *sent.span("units"))
    for match in _SUBJECT.finditer(body.folded, sentence.start, sentence.end):
        start, end = match.span("subject")
        if demanded := _DEMANDED.search(match["subject"]):  # 督察组要求某市、某县抓紧…: who stands behind it acts
            start += demanded.end()
        named = units.listed(body, start, end)
        whole = body.folded[start:end]
        if named and (all(units.looks_like_unit(u.text) for u in named) or _UNITLIKE_PLACE.search(whole)):
            return named
    return []


def _handed_to(document: Document) -> list[UnitRef]:
    match = _HANDED.search(document.body.folded)
    named = units.listed(document.body, *match.span("units")) if match else []
    return named if all(units.looks_like_unit(unit.text) for unit in named) else []
